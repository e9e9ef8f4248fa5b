#!/usr/bin/env bash
# An `anyOf` that says only which members are required turns the whole type into `unknown`.
#
# Version:  openapi-typescript 7.13.0, typescript 5.9.3
# Expected: `{ type: object, properties: …, anyOf: [{ required: [next] }, { required: [more] }] }` is the object of its properties: in
#           JSON Schema `anyOf` narrows what stands beside it.
# Seen:     `{ items: string[]; … } | unknown | unknown`. The alternatives are joined by union, and a union with `unknown` is `unknown`:
#           TypeScript refuses each member, also one that is always there. Kiota and NSwag read the same schema as one would expect.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' > package.json
npm install --silent --no-audit --no-fund openapi-typescript@7.13.0 typescript@5.9.3

cat > api.yaml <<'YAML'
openapi: 3.1.0
info: { title: lists, version: "1" }
paths: {}
components:
  schemas:
    Plain: &list
      type: object
      required: [items]
      properties:
        items: { type: array, items: { type: string } }
        next: { type: [string, "null"] }
        more: { type: boolean }
    Either:
      <<: *list
      anyOf:
        - required: [next]
        - required: [more]
YAML
npx openapi-typescript api.yaml -o api.ts >/dev/null
sed -n '/schemas: {/,/responses/p' api.ts

cat > use.ts <<'TS'
import type { components } from './api';
declare const plain: components['schemas']['Plain'];
declare const either: components['schemas']['Either'];
plain.items;
either.items;
TS
npx tsc --noEmit --strict use.ts | tee errors.txt || true
[ "$(cat errors.txt)" = "use.ts(5,1): error TS18046: 'either' is of type 'unknown'." ]
echo "confirmed: openapi-typescript makes an anyOf of required members unknown"
