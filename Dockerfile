# The image of the action and of the command line: one trimmed file on .NET's bare runtime dependencies.
# Any builder will do, the classic one too: no build mounts, no cross building. Each architecture is built on a machine of its own
# kind (release.yml), because the .NET SDK does not run under emulation.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

# What decides the packages, alone: a change of code does not restore again. The lock files say every package's hash.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Pruner/Pruner.csproj src/Pruner/packages.lock.json src/Pruner/
COPY src/Pruner.Actions/Pruner.Actions.csproj src/Pruner.Actions/packages.lock.json src/Pruner.Actions/
COPY src/Pruner.Aliyun/Pruner.Aliyun.csproj src/Pruner.Aliyun/packages.lock.json src/Pruner.Aliyun/
COPY src/Pruner.Core/Pruner.Core.csproj src/Pruner.Core/packages.lock.json src/Pruner.Core/
COPY src/Pruner.CoreOS/Pruner.CoreOS.csproj src/Pruner.CoreOS/packages.lock.json src/Pruner.CoreOS/
COPY src/Pruner.Directories/Pruner.Directories.csproj src/Pruner.Directories/packages.lock.json src/Pruner.Directories/
COPY src/Pruner.Git/Pruner.Git.csproj src/Pruner.Git/packages.lock.json src/Pruner.Git/
COPY src/Pruner.GitHub/Pruner.GitHub.csproj src/Pruner.GitHub/packages.lock.json src/Pruner.GitHub/
COPY src/Pruner.Http/Pruner.Http.csproj src/Pruner.Http/packages.lock.json src/Pruner.Http/
RUN dotnet restore src/Pruner --locked-mode

COPY eng/ eng/
COPY .editorconfig ./
COPY src/ src/
# amd64 or arm64; builders that do not say it build for themselves.
ARG TARGETARCH
# Seconds since 1970 that files of the image are dated with: equal sources give an equal file.
ARG SOURCE_DATE_EPOCH=0
RUN case "${TARGETARCH:-$(uname -m)}" in \
      amd64|x86_64) rid=linux-x64 ;; \
      arm64|aarch64) rid=linux-arm64 ;; \
      *) echo "no runtime for ${TARGETARCH:-$(uname -m)}" >&2; exit 1 ;; \
    esac \
 && dotnet publish src/Pruner --configuration Release --runtime "$rid" --output /publish -p:ContinuousIntegrationBuild=true \
 && install -D --mode=0755 /publish/pruner /image/usr/local/bin/pruner \
 && find /image -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="aliyun-pruner" \
      org.opencontainers.image.description="Deletes cloud images that were never boot images, and can prove it" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"
# No socket for debuggers in a process that holds keys.
ENV DOTNET_EnableDiagnostics=0
COPY --from=build /image/ /
# Neither USER nor WORKDIR: the runner mounts folders of its own user and chooses the working directory itself.
# Exec form: the program is process 1 and gets the SIGTERM of a cancelled job.
ENTRYPOINT ["/usr/local/bin/pruner"]
