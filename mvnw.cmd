@echo off
rem Untested. The Windows twin of mvnw, which says what this does; on Windows Maven is fetched from MVNW_REPOURL, or
rem else from Apache's archive, and the JDK has to be in JAVA_HOME.
setlocal enabledelayedexpansion
set "project=%~dp0"
for /f "usebackq eol=# tokens=1,2 delims==" %%a in ("%project%.mvn\maven.properties") do set "%%a=%%b"

if not exist "%JAVA_HOME%\bin\javac.exe" (
  echo mvnw: set JAVA_HOME to a JDK 25 or newer 1>&2
  exit /b 1
)
if not defined MAVEN_USER_HOME set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "dists=%MAVEN_USER_HOME%\wrapper\dists"
set "maven_home=%dists%\ccalloc-apache-maven-%mavenVersion%"
if exist "%maven_home%\bin\mvn.cmd" goto run

set "zip=apache-maven-%mavenVersion%-bin.zip"
set "url=https://archive.apache.org/dist/maven/maven-3/%mavenVersion%/binaries/%zip%"
if defined MVNW_REPOURL set "url=%MVNW_REPOURL%/org/apache/maven/apache-maven/%mavenVersion%/%zip%"
set "staging=%dists%\.mvnw.%RANDOM%%RANDOM%"
mkdir "%staging%" || exit /b 1
curl -fsSL -o "%staging%\%zip%" "%url%" || (
  echo mvnw: could not download %url%: set MVNW_REPOURL to a Maven repository you can reach 1>&2
  goto failed
)
set "actual="
for /f "skip=1 delims=" %%h in ('certutil -hashfile "%staging%\%zip%" SHA512') do if not defined actual set "actual=%%h"
set "actual=%actual: =%"
if /i not "%actual%"=="%mavenSha512%" (
  echo mvnw: %zip%: sha512=%actual% ^(expected %mavenSha512%^): %url% hands out something else 1>&2
  goto failed
)
pushd "%staging%" && "%JAVA_HOME%\bin\jar" xf "%zip%"
popd
move "%staging%\apache-maven-%mavenVersion%" "%maven_home%" >nul
rmdir /s /q "%staging%"

:run
set "MAVEN_OPTS=--sun-misc-unsafe-memory-access=allow %MAVEN_OPTS%"
"%maven_home%\bin\mvn.cmd" %*
exit /b %ERRORLEVEL%

:failed
rmdir /s /q "%staging%"
exit /b 1
