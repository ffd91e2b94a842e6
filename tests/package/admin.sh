#!/usr/bin/env bash
# diaodu-admin reads its settings as systemd does: quotes, blanks, a last line without end. Tried with a
# program that only tells its environment.
. "$TESTLIB"
mkdir bin
printf '#!/bin/sh\necho diaodu\n' >bin/id
printf '#!/bin/sh\necho "$DIAODU_DB|$DIAODU_LANG|$DIAODU_KEEP|${NOT_OURS-none}"\n' >bin/diaodu
chmod +x bin/*
sed "s,/etc/default/diaodu,$PWD/default," "$DIAODU_ROOT/packaging/diaodu-admin" >admin
settings() { printf "$1" >default && PATH=$PWD/bin:$PATH sh ./admin board; }
is 'as written' '/var/x.db|zh|14|none' settings 'DIAODU_DB=/var/x.db\nDIAODU_LANG=zh\nDIAODU_KEEP=14\nNOT_OURS=1\n'
is 'the last line without its end' '/var/x.db|zh|14|none' settings 'DIAODU_DB=/var/x.db\nDIAODU_LANG=zh\nDIAODU_KEEP=14'
is 'blanks around a line' '/var/x.db|zh|14|none' settings '  DIAODU_DB=/var/x.db  \n\tDIAODU_LANG=zh\t\nDIAODU_KEEP="14" \n'
is 'quoted, with what a shell would run' 'x $(id) y|zh|;|none' settings "DIAODU_DB='x \$(id) y'\nDIAODU_LANG=\"zh\"\n# DIAODU_KEEP=1\nDIAODU_KEEP=;\n"
