# formbot and Tesseract in a slim Debian. Builds with docker, podman and buildah:
#
#   docker build -t formbot .  &&  docker run --rm formbot demo
#
# It writes to /tmp alone, so it also runs locked down:
#
#   docker run --rm --read-only --cap-drop=all --tmpfs /tmp formbot demo

FROM golang:1.26-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends g++ pkg-config libtesseract-dev libleptonica-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# The modules have a layer of their own, which lasts until go.mod changes.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=devel
RUN --mount=type=cache,target=/root/.cache/go-build \
    go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$VERSION" -o /formbot ./cmd/formbot

FROM debian:bookworm-slim
# The libraries that formbot is linked with, English, and what TLS trusts.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libtesseract5 tesseract-ocr-eng \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /formbot /usr/local/bin/formbot
# One thread a recognition: several workers read at once, and OpenMP's threads
# would only wait for each other. HOME holds what lasts no longer than the run.
ENV OMP_THREAD_LIMIT=1 HOME=/tmp
# Mount here what formbot shall read and write: -v "$PWD:/data"
WORKDIR /data
USER 65532:65532
ENTRYPOINT ["formbot"]
ARG VERSION=devel
LABEL org.opencontainers.image.title="formbot" \
      org.opencontainers.image.description="Drives HTML forms behind text CAPTCHAs, on sites that you run or may test" \
      org.opencontainers.image.source="https://github.com/formbot/formbot" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION"
