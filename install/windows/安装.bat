@echo off
chcp 936 >nul
setlocal
cd /d "%~dp0"
set "TARGET=%LOCALAPPDATA%\report"
set "PYTHON="
for %%V in ({pythons}) do (
    if not defined PYTHON (
        py -%%V -c "import venv" >nul 2>nul && set "PYTHON=py -%%V"
    )
)
if not defined PYTHON goto no_python

echo 正在安装，大约一分钟……
%PYTHON% -m venv --clear "%TARGET%"
if errorlevel 1 goto failed
"%TARGET%\Scripts\python.exe" -m pip install --no-index --find-links . --disable-pip-version-check --quiet "report-cli[{extras}]"
if errorlevel 1 goto failed

set "SHORTCUT=%LOCALAPPDATA%\Microsoft\WindowsApps"
if not exist "%SHORTCUT%" mkdir "%SHORTCUT%"
>"%SHORTCUT%\report.cmd" echo @"%%LOCALAPPDATA%%\report\Scripts\report.exe" %%*

"%TARGET%\Scripts\report.exe" --version
if errorlevel 1 goto failed
echo.
echo 装好了。下一步见“安装说明.txt”第三步。
pause
exit /b 0

:no_python
echo 没有找到 Python（要 {pythons} 中的一个）。
echo 先照“安装说明.txt”第一步装上 Python，再双击这个文件。
pause
exit /b 1

:failed
echo.
echo 没有装好。把这个窗口拍下来，交给管电脑的人。
pause
exit /b 1
