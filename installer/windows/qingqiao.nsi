; The Windows installer, for one user and without an administrator:
;   makensis -DVERSION=0.1.0 -DCOLLECTION=folder -DAPPEARANCE=folder -DTARGET=setup.exe [-DSTUBS=x86-unicode] [-DSIGN=command] [-DQUICK]
; COLLECTION is what build.spec makes, APPEARANCE what appearance.py makes. SIGN signs the file
; that is named after it, in place. QUICK makes a larger one, sooner. STUBS is for a makensis without
; 64-bit ones, as its project publishes it for Windows.
; /S installs in silence, /D=folder (last, unquoted) elsewhere. Exit codes: 0 done, 1 given up by
; the user, 2 not possible; after 1 and 2 what was installed before is still there and whole.
Unicode true
!ifndef STUBS
  !define STUBS "amd64-unicode"
!endif
Target ${STUBS}
ManifestDPIAware true
ManifestDPIAwareness "PerMonitorV2,System"
ManifestSupportedOS Win10
ManifestLongPathAware true
RequestExecutionLevel user
!ifdef QUICK
  SetCompressor /FINAL zlib
!else
  SetCompressor /SOLID /FINAL lzma
  SetCompressorDictSize 64
!endif
AllowSkipFiles off
CRCCheck force

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include x64.nsh

!define PRODUCT "青桥"
!define KEY "Software\Qingqiao"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Qingqiao"
!define ALREADY_THERE 183
!define OLDEST 17763
!define OLDEST_WORDS "Windows 10 1809"

Var Former ; the folder of the program that is there already, or ""

Name "${PRODUCT}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\Qingqiao"
InstallDirRegKey HKCU "${KEY}" "Folder"
BrandingText "${PRODUCT} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${PRODUCT}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileDescription" "${PRODUCT}安装程序"
VIAddVersionKey /LANG=2052 "CompanyName" "青桥项目"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT 许可"

!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!define MUI_ICON "${APPEARANCE}\qingqiao.ico"
!define MUI_UNICON "${APPEARANCE}\qingqiao.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${APPEARANCE}\side.bmp"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "安装${PRODUCT} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "${PRODUCT}是镇街青工委的离线工作台，不连接网络。$\r$\n$\r$\n只为当前用户安装，不需要管理员。$\r$\n如果已经装过，会升级程序，数据原样保留。$\r$\n$\r$\n安装前请关闭正在使用的${PRODUCT}。"
!define MUI_DIRECTORYPAGE_TEXT_TOP "${PRODUCT}将安装到下面的文件夹，一般不用改。$\r$\n要放到别处，请点“浏览”另选。"
!define MUI_DIRECTORYPAGE_TEXT_DESTINATION "安装到"
!define MUI_FINISHPAGE_TITLE "${PRODUCT}已经装好"
!define MUI_FINISHPAGE_TEXT "桌面和“开始”菜单里有${PRODUCT}的图标。$\r$\n点“完成”关闭安装程序。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\qingqiao.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开${PRODUCT}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_LOCATION "程序所在"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "将卸载${PRODUCT}的程序。您的数据和备份不会删除，重新安装后可以接着用。"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; Ends with exit code 2, in words unless it is silent.
!macro Refuse WORDS
  MessageBox MB_OK|MB_ICONSTOP "${WORDS}" /SD IDOK
  SetErrorLevel 2
  Quit
!macroend

; Windows lets nobody write to a program that runs; asks again as long as the user wants.
!macro RefuseRunning FILE
  ${DoWhile} ${FileExists} "${FILE}"
    ClearErrors
    FileOpen $0 "${FILE}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${ExitDo}
    ${EndIf}
    ${If} ${Silent}
    ${OrIf} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${PRODUCT}正在运行（或它的文件写不了），还不能继续。$\r$\n$\r$\n请关闭${PRODUCT}，然后点“重试”。数据没有改动。" IDCANCEL`
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${Loop}
!macroend

; The old files stay under another name until all new ones are there.
!macro SetAside FILE
  RMDir /r "$INSTDIR\${FILE}.old"
  Delete "$INSTDIR\${FILE}.old"
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    ClearErrors
    Rename "$INSTDIR\${FILE}" "$INSTDIR\${FILE}.old"
    ${If} ${Errors}
      Call PutBack
      !insertmacro Refuse "“$INSTDIR\${FILE}”正被别的程序使用，没有安装，原来的程序还在。$\r$\n$\r$\n请关闭${PRODUCT}和打开着这个文件夹的窗口，再安装一次。"
    ${EndIf}
  ${EndIf}
!macroend

!macro PutBack FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}.old"
    RMDir /r "$INSTDIR\${FILE}"
    Delete "$INSTDIR\${FILE}"
    Rename "$INSTDIR\${FILE}.old" "$INSTDIR\${FILE}"
  ${EndIf}
!macroend

; What a failed installation has written goes.
!macro TakeBack
  SetOutPath "$TEMP" ; out of the folder that was being written, or it could not go
  RMDir /r "$INSTDIR\lib"
  Delete "$INSTDIR\qingqiao.exe"
  Delete "$INSTDIR\qingqiao-cli.exe"
!macroend

; The program in a folder, and nothing else that lies there.
!macro RemoveProgram FOLDER
  RMDir /r "${FOLDER}\lib"
  Delete "${FOLDER}\qingqiao.exe"
  Delete "${FOLDER}\qingqiao-cli.exe"
  Delete "${FOLDER}\uninstall.exe"
  RMDir "${FOLDER}" ; not when something of the user's lies in it
!macroend

!macro FileType EXTENSION CLASS WORDS
  WriteRegStr HKCU "Software\Classes\${EXTENSION}" "" "${CLASS}"
  WriteRegStr HKCU "Software\Classes\${CLASS}" "" "${WORDS}"
  WriteRegStr HKCU "Software\Classes\${CLASS}\DefaultIcon" "" "$INSTDIR\qingqiao.exe,0"
  WriteRegStr HKCU "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\qingqiao.exe" "%1"'
!macroend

!macro NoFileType EXTENSION CLASS
  ReadRegStr $0 HKCU "Software\Classes\${EXTENSION}" ""
  ${If} $0 == "${CLASS}"
    DeleteRegKey HKCU "Software\Classes\${EXTENSION}"
  ${EndIf}
  DeleteRegKey HKCU "Software\Classes\${CLASS}"
!macroend

Function PutBack
  !insertmacro PutBack "lib"
  !insertmacro PutBack "qingqiao.exe"
  !insertmacro PutBack "qingqiao-cli.exe"
FunctionEnd

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastBuild} ${OLDEST}
    !insertmacro Refuse "${PRODUCT}需要 64 位的 ${OLDEST_WORDS} 或更新的系统，这台电脑上不能安装。"
  ${EndIf}
  ; an impatient second double click; Windows lets go when this one ends
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "QingqiaoSetup") p .r1 ?e'
  Pop $0
  ${If} $0 = ${ALREADY_THERE}
    !insertmacro Refuse "${PRODUCT}的安装程序已经打开了，请在任务栏里找到它。"
  ${EndIf}
  ReadRegStr $0 HKCU "${UNINSTALL}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} $0 "${VERSION}" $1
    ${If} $1 = 1
    ${AndIfNot} ${Cmd} `MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONEXCLAMATION "已经装有更新的${PRODUCT} $0。$\r$\n$\r$\n新版本打开过的数据，旧版本 ${VERSION} 可能打不开。仍要换回旧版本吗？" /SD IDNO IDYES`
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Function .onInstFailed ; a file could not be written, after all old ones were set aside
  !insertmacro TakeBack
  Call PutBack
  RMDir "$INSTDIR"
  SetErrorLevel 2
FunctionEnd

Section
  ReadRegStr $Former HKCU "${KEY}" "Folder"
  ${If} $Former != ""
    !insertmacro RefuseRunning "$Former\qingqiao.exe"
    !insertmacro RefuseRunning "$Former\qingqiao-cli.exe"
  ${EndIf}
  !insertmacro RefuseRunning "$INSTDIR\qingqiao.exe"
  !insertmacro RefuseRunning "$INSTDIR\qingqiao-cli.exe"
  ${If} ${FileExists} "$INSTDIR\lib"
  ${AndIfNot} ${FileExists} "$INSTDIR\qingqiao.exe"
    !insertmacro Refuse "“$INSTDIR”里已有别的程序的 lib 文件夹，没有安装，什么也没有改动。$\r$\n$\r$\n请换一个空的文件夹。"
  ${EndIf}
  SetOutPath "$INSTDIR"
  !insertmacro SetAside "lib"
  !insertmacro SetAside "qingqiao.exe"
  !insertmacro SetAside "qingqiao-cli.exe"
  File /r "${COLLECTION}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  RMDir /r "$INSTDIR\lib.old"
  Delete "$INSTDIR\qingqiao.exe.old"
  Delete "$INSTDIR\qingqiao-cli.exe.old"

  ${If} $Former != ""
  ${AndIf} $Former != "$INSTDIR"
  ${AndIf} ${FileExists} "$Former\uninstall.exe" ; it has moved: not two programs for one lot of data
    !insertmacro RemoveProgram "$Former"
  ${EndIf}

  ${If} $Former == "" ; the first time; later it is the user's own affair
  ${OrIf} ${FileExists} "$DESKTOP\${PRODUCT}.lnk"
    CreateShortcut "$DESKTOP\${PRODUCT}.lnk" "$INSTDIR\qingqiao.exe"
  ${EndIf}
  CreateShortcut "$SMPROGRAMS\${PRODUCT}.lnk" "$INSTDIR\qingqiao.exe"
  !insertmacro FileType ".qqb" "Qingqiao.Bundle" "青桥交换文件"
  !insertmacro FileType ".qqe" "Qingqiao.Enrolment" "青桥入网文件"
  ${RefreshShellIcons}

  WriteRegStr HKCU "${KEY}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${PRODUCT}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\qingqiao.exe,0"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "青桥项目"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  SectionGetSize 0 $1
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $1
SectionEnd

Section un.
  !insertmacro RefuseRunning "$INSTDIR\qingqiao.exe"
  !insertmacro RefuseRunning "$INSTDIR\qingqiao-cli.exe"
  !insertmacro RemoveProgram "$INSTDIR"
  Delete "$SMPROGRAMS\${PRODUCT}.lnk"
  Delete "$DESKTOP\${PRODUCT}.lnk"
  !insertmacro NoFileType ".qqb" "Qingqiao.Bundle"
  !insertmacro NoFileType ".qqe" "Qingqiao.Enrolment"
  ${un.RefreshShellIcons}
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
