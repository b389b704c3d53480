# The product for a PostgreSQL and an Inngest of yours (docs/operating.md). Runs as a user without rights, on a root file system
# that nothing is written to: give it a volume at /data and a tmpfs at /tmp.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma ./prisma
COPY bin/generate-client.mjs ./bin/
RUN npm ci --no-audit --no-fund
COPY . .
RUN node bin/tenantpilot.mjs build && npm prune --omit=dev --no-audit --no-fund

FROM node:22-bookworm-slim
ENV NODE_ENV=production TENANTPILOT_DATA_DIR=/data PORT=3000 NEXT_TELEMETRY_DISABLED=1
COPY --from=build /app /app
RUN install -d -o node -g node -m 0700 /data
USER node
WORKDIR /app
VOLUME /data
EXPOSE 3000
HEALTHCHECK --start-period=60s CMD node -e "fetch('http://127.0.0.1:3000/readyz').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"
CMD ["node", "bin/tenantpilot.mjs", "start", "--no-demo"]
