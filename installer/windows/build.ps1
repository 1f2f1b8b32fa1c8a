# The Windows package, made on Windows 10 or 11 (x64), in dist\windows:
#   powershell -ExecutionPolicy Bypass -File installer\windows\build.ps1 [-Sign command]
#
# Needs git, Python 3.12 of python.org (py -3.12) and NSIS 3.08 or newer, as its project publishes it.
# The same build.spec and qingqiao.nsi as on Debian, except that this NSIS makes 32-bit installers only,
# which install the same 64-bit program. -Sign names a command that signs the file it is given, in place.
param([string]$Sign = "")
$ErrorActionPreference = "Stop"
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Join-Path $PSScriptRoot "..\..")

function Invoke-Checked {
    param([string]$Program, [string[]]$Arguments)
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program $Arguments : $LASTEXITCODE" }
}

if (-not [Environment]::Is64BitOperatingSystem) { throw "要在 64 位的 Windows 上做" }
$env:PATH += ";${env:ProgramFiles(x86)}\NSIS"
foreach ($needed in "git", "py", "makensis") {
    if (-not (Get-Command $needed -ErrorAction SilentlyContinue)) { throw "缺少 $needed" }
}
$venv = "build\package-env"
$python = "$venv\Scripts\python.exe"
if (-not (Test-Path $python)) { Invoke-Checked "py" @("-3.12", "-m", "venv", $venv) }
$pip = @("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps")
Invoke-Checked $python ($pip + @("--require-hashes", "-r", "requirements-package.txt"))
Invoke-Checked $python ($pip + @("--no-build-isolation", "--editable", "."))

Invoke-Checked $python @("installer\build_notes.py", "build\notes")
Invoke-Checked $python @("installer\windows\appearance.py", "build\appearance")
Invoke-Checked $python @("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build.spec")
Invoke-Checked $python @("installer\build_notes.py", "--check", "dist\qingqiao")
Invoke-Checked "dist\qingqiao\qingqiao-cli.exe" @("self-test")

$target = "dist\windows"
New-Item -ItemType Directory -Force $target | Out-Null
if ($Sign) { foreach ($file in Get-ChildItem "dist\qingqiao\*.exe") { Invoke-Checked $Sign @($file.FullName) } }
$version = (& $python -c "import desktop; print(desktop.__version__)").Trim()
$values = @("-DVERSION=$version", "-DCOLLECTION=$PWD\dist\qingqiao", "-DAPPEARANCE=$PWD\build\appearance",
    "-DSTUBS=x86-unicode", "-DTARGET=$PWD\$target\qingqiao-$version-setup.exe")
if ($Sign) { $values += "-DSIGN=$Sign" }
Invoke-Checked "makensis" (@("-V2", "-WX") + $values + @("installer\windows\qingqiao.nsi"))
if ((Get-Item "$target\qingqiao-$version-setup.exe").Length -gt 120000000) { throw "安装程序太大，超过 120 MB" }
Invoke-Checked $python @("installer\windows\portable.py", "dist\qingqiao", $target)
Get-ChildItem $target
