# The gateway as an image: `docker build -t jodoo-usage-gateway .`
# `npm run test:image` carries the same steps out without Docker.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production
# Outside a container only this machine may ask; in one, the port must be open to be reached. The gateway refuses to
# start on an open address without GATEWAY_TOKENS: docker run -p 4000:4000 -e GATEWAY_TOKENS=… -e JODOO_API_KEY=…
ENV HOST=0.0.0.0
ENV PORT=4000
COPY package.json ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The archive, unless DATABASE_URL names another place: docker run -v usage-data:/app/data …
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
EXPOSE 4000
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 CMD ["node", "dist/main.js", "healthcheck"]
CMD ["node", "dist/main.js", "serve"]
