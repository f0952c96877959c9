#!/usr/bin/env bash
# A signed call for a member (docs/http.md), with openssl and curl and nothing else.
#
#   NOTALONE_URL=http://127.0.0.1:8000 INTERNAL_BOT_SECRET=… TELEGRAM_USER_ID=42 \
#     signed-call.sh POST /api/v1/match/find '{}'
#
# Prints the status on the first line and the answer below it; exit code 0 for 2xx, 1 for anything else. IDEMPOTENCY_KEY makes a call
# happen once however often it is made. BOT_TIMESTAMP stands for the present in tests. openssl is given the secret as an argument: on a
# computer that others use too, sign in a program instead.
set -euo pipefail

method=$1
path=$2
body=${3-}
timestamp=${BOT_TIMESTAMP:-$(date +%s)}
nonce=$(openssl rand -hex 16)
digest=$(printf '%s' "$body" | openssl dgst -sha256 -r | cut -d' ' -f1)

signature=$(
  printf '%s\n%s\n%s\n%s\n%s\n%s' \
    "$timestamp" "$nonce" "$method" "$path" "$TELEGRAM_USER_ID" "$digest" |
    openssl dgst -sha256 -hmac "$INTERNAL_BOT_SECRET" -binary |
    openssl base64 -A | tr '+/' '-_' | tr -d '='
)

headers=(
  -H "X-Tg-User-Id: $TELEGRAM_USER_ID"
  -H "X-Bot-Timestamp: $timestamp"
  -H "X-Bot-Nonce: $nonce"
  -H "X-Bot-Signature: $signature"
  -H 'Content-Type: application/json'
)
if [ -n "${IDEMPOTENCY_KEY-}" ]; then
  headers+=(-H "Idempotency-Key: $IDEMPOTENCY_KEY")
fi
if [ -n "$body" ]; then
  # Standard input keeps the body out of the list of processes.
  headers+=(--data-binary @-)
fi

answer=$(
  printf '%s' "$body" |
    curl --silent --show-error --noproxy '*' --request "$method" "${headers[@]}" \
      --write-out '\n%{http_code}' "$NOTALONE_URL$path"
)
status=${answer##*$'\n'}
printf '%s\n%s\n' "$status" "${answer%$'\n'*}"
case $status in
  2??) ;;
  *) exit 1 ;;
esac
