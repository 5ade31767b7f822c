#!/bin/sh
# Installs report from this folder, without a network, for the user who runs it.
set -eu
cd "$(dirname "$0")"
target=${XDG_DATA_HOME:-$HOME/.local/share}/report
for version in {pythons}; do
    if command -v "python$version" >/dev/null && "python$version" -c 'import ensurepip' 2>/dev/null; then
        python=python$version
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo '没有找到 Python（要 {pythons} 中的一个，带venv）' >&2
    exit 1
fi
"$python" -m venv --clear "$target"
"$target/bin/python" -m pip install --no-index --find-links . --disable-pip-version-check --quiet 'report-cli[{extras}]'
mkdir -p "$HOME/.local/bin"
ln -sf "$target/bin/report" "$HOME/.local/bin/report"
"$target/bin/report" --version
echo "手册：$PWD/手册/手册.md"
case ":$PATH:" in
*":$HOME/.local/bin:"*) echo '装好了。下一步：report init 工作报告' ;;
*) echo "装好了。把 $HOME/.local/bin 加进PATH，或用全名：$HOME/.local/bin/report init 工作报告" ;;
esac
