#!/usr/bin/env bash
# The package for release: `release.sh`, as root on Debian. Built in a Debian 11 system of its own,
# so that it starts wherever glibc is 2.31 or newer (Kylin V10 SP1, Debian 11 and later).
#
# With QUICK=--quick the package is larger and done sooner, as with `make package`. QINGQIAO_MAINTAINER
# is who publishes it: "name <address>".
# Python is Debian 12's source package, patched for security and checked by apt's signatures, since
# Debian 11's own Python is too old. What was downloaded and built stays in the user's cache, or where QINGQIAO_CACHE says.
set -euo pipefail
cd "$(dirname "$0")/../.."
system=${QINGQIAO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/qingqiao}/release-bullseye

if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
  echo "需要管理员身份和 debootstrap：apt-get install debootstrap" >&2
  exit 1
fi
[ -e "$system/etc/apt/apt.conf.d/80retries" ] || python3 installer/linux/debian.py bullseye "$system"
mount --bind /proc "$system/proc"
trap 'umount "$system/proc"' EXIT

given=(PATH=/opt/python/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
  DEBIAN_FRONTEND=noninteractive PIP_CERT=/root/certificates.crt PIP_RETRIES=10)
for name in QINGQIAO_MAINTAINER PIP_INDEX_URL http_proxy https_proxy no_proxy; do
  [ -z "${!name:-}" ] || given+=("$name=${!name}")
done
inside() { chroot "$system" env -i "${given[@]}" bash -euc "$1"; }

if [ ! -e "$system/etc/ld.so.conf.d/python.conf" ]; then  # written when all else is there
  inside '
    mirror=$(awk "\$1 == \"deb\" {print \$2; exit}" /etc/apt/sources.list)
    echo "deb-src $mirror bookworm main" >/etc/apt/sources.list.d/python.list
    apt-get update --quiet --error-on=any
    apt-get install --yes --quiet --no-install-recommends build-essential dpkg-dev git \
      ca-certificates libssl-dev zlib1g-dev libbz2-dev liblzma-dev libffi-dev libexpat1-dev uuid-dev \
      libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 \
      libxkbcommon-x11-0 libegl1 libgl1 libfontconfig1 libdbus-1-3 libcups2 libglib2.0-0 \
      libwayland-client0 libwayland-cursor0 libwayland-egl1
    rm -rf /src && mkdir /src && cd /src
    apt-get source --quiet python3.11
    cd python3.11-*/
    echo "pyexpat pyexpat.c -lexpat" >Modules/Setup.local  # as Debian patched it, it is built in
    ./configure --quiet --prefix=/opt/python --enable-shared --with-system-expat \
      --without-ensurepip
    make --silent -j"$(nproc)"
    make --silent install
    echo /opt/python/lib >/etc/ld.so.conf.d/python.conf  # not a path in the programs themselves
    ldconfig'
fi
cp -L /etc/ssl/certs/ca-certificates.crt "$system/root/certificates.crt"  # whom this PC trusts
git bundle create --quiet "$system/root/qingqiao.git" HEAD
inside '
  git init --quiet /root/qingqiao
  cd /root/qingqiao
  git fetch --quiet /root/qingqiao.git HEAD
  git reset --quiet --hard FETCH_HEAD
  make package PYTHON=/opt/python/bin/python3 QUICK="--release '"${QUICK:-}"'"'
mkdir -p dist/release
cp "$system"/root/qingqiao/dist/*.deb dist/release/
ls -l dist/release
