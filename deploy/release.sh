#!/bin/sh
# Brings an image that is in the registry into service: migrates first, and stops if that fails.
# Usage: release.sh <resource group> <tag>; names as in azure/main.bicepparam, or NAME=… for another.
set -eu

group=$1
export MOBILE_IMAGE="mobile:$2"
name=${NAME:-mobile}
here=$(cd "$(dirname "$0")" && pwd)
parameters=${PARAMETERS:-$here/azure/main.bicepparam}

# The job of the new image, while the apps go on with theirs.
az deployment group create -g "$group" -n "migrate-$2" -f "$here/azure/main.bicep" -p "$parameters" -p onlyMigration=true --output none

execution=$(az containerapp job start -g "$group" -n "$name-migrate" --query name --output tsv)
while :; do
    status=$(az containerapp job execution show -g "$group" -n "$name-migrate" --job-execution-name "$execution" --query properties.status --output tsv)
    case $status in
        Succeeded) break ;;
        Failed | Stopped | Degraded) echo "The migration ended as $status; the apps are as they were. See the log of $execution." >&2; exit 1 ;;
    esac
    sleep 5
done

az deployment group create -g "$group" -n "release-$2" -f "$here/azure/main.bicep" -p "$parameters" --query properties.outputs.apiHost.value --output tsv
