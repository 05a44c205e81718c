# docker build -t assay .
# docker build -t assay --build-arg CHROMIUM=true .     for servers whose pages need a browser
# docker run --rm -v "$PWD:/work" --user "$(id -u):$(id -g)" --env-file .secrets assay run my-server
FROM node:20-slim AS build
WORKDIR /assay
COPY . .
RUN node scripts/prepare.mjs \
    && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
    && rm -rf dist/tests

FROM node:20-slim
ARG CHROMIUM=false
RUN if [ "$CHROMIUM" = true ]; then \
      apt-get update \
      && apt-get install --yes --no-install-recommends chromium \
      && rm -rf /var/lib/apt/lists/*; \
    fi
WORKDIR /assay
COPY --from=build /assay/package.json /assay/LICENSE /assay/README.md ./
COPY --from=build /assay/node_modules ./node_modules
COPY --from=build /assay/dist ./dist
COPY --from=build /assay/suites ./suites
COPY --from=build /assay/schemas ./schemas
COPY --from=build /assay/providers ./providers
COPY --from=build /assay/targets ./targets
COPY --from=build /assay/docs ./docs
RUN chmod +x dist/cli/main.js && ln -s /assay/dist/cli/main.js /usr/local/bin/assay \
    && mkdir /work && chown node:node /work
# Reports go to the working folder; Chromium keeps its profile in HOME.
WORKDIR /work
ENV HOME=/tmp
USER node
ENTRYPOINT ["assay"]
CMD ["--help"]
