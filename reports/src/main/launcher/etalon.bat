@echo off
rem Starts Etalon from the directory above this script.
rem JAVA_HOME chooses the Java; JAVA_OPTS and ETALON_OPTS add flags to it.
setlocal

set "ETALON_JAVA=java"
if defined JAVA_HOME set "ETALON_JAVA=%JAVA_HOME%\bin\java.exe"
"%ETALON_JAVA%" -version >nul 2>&1
if errorlevel 1 goto nojava

rem The fast kernels take vector instructions from an incubating module, where this Java has it.
set "ETALON_VECTORS="
"%ETALON_JAVA%" --list-modules 2>nul | findstr /b "jdk.incubator.vector" >nul && set "ETALON_VECTORS=--add-modules=jdk.incubator.vector"

"%ETALON_JAVA%" --enable-native-access=ALL-UNNAMED %ETALON_VECTORS% -Dai.djl.offline=true %JAVA_OPTS% %ETALON_OPTS% -cp "%~dp0..\lib\*" dev.etalon.reports.Etalon %*
exit /b %ERRORLEVEL%

:nojava
echo etalon: no Java at '%ETALON_JAVA%'. Install Java 17 or later, or set JAVA_HOME to one. 1>&2
exit /b 3
