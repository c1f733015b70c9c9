#!/bin/sh
# Starts the command with the Node that came with it; a link to this file works from anywhere.
set -e
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=${self%/*}/$link ;;
  esac
done
case $self in */*) folder=${self%/*} ;; *) folder=. ;; esac
root=$(cd -P "$folder/.." && pwd)
exec "$root/node/node" "$root/out/main/cli.js" "$@"
