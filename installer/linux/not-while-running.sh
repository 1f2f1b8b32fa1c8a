#!/bin/sh
# Before files are replaced or removed (this is both preinst and prerm): a window that is open reads
# pages from them when they are first opened, so it is to be closed first. Every process of the
# program holds a shared lock on its own file, in whose session it may be.
set -e
program=/opt/qingqiao/qingqiao
case "${0##*/} $1" in
  *preinst\ upgrade | *prerm\ remove)
    if [ -e $program ] && ! flock --exclusive --nonblock $program true; then
      echo "青桥正在运行，没有改动它。请关闭这台电脑上所有的青桥窗口（包括别的用户的），再做一次。" >&2
      exit 1
    fi
    ;;
esac
