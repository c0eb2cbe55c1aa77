#!/usr/bin/env bash
# The same work with Tryton (account_dunning and its fees), beside our night, in one run.
# It gets a virtual environment of its own in build/peer-venv and a database of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
VENV=build/peer-venv
PYTHON=${PYTHON:-python3}
if [ ! -e "$VENV/.ready" ]; then
  "$PYTHON" -m venv --clear "$VENV"
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    'trytond==8.2.*' 'trytond-account-dunning==8.2.*' 'trytond-account-dunning-fee==8.2.*' \
    'proteus==8.2.*' 'psycopg[binary,pool]' psycopg2-binary
  touch "$VENV/.ready"
fi
exec .venv/bin/python -m bench.peer --peer-python "$VENV/bin/python" "$@"
