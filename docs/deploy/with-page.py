"""Adds to a bill of materials (CycloneDX) what the page is made of: all that npm locks but what only builds it."""

import json
import sys

BUILDERS = ("esbuild", "@esbuild/", "@types/")

with open(sys.argv[1], encoding="utf-8-sig") as file:
    bill = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    locked = json.load(file)["packages"]

page = []
for path, about in locked.items():
    name = path.removeprefix("node_modules/")
    if not name or name.startswith(BUILDERS):
        continue
    url = f"pkg:npm/{name}@{about['version']}"
    page.append({
        "type": "library",
        "bom-ref": url,
        "name": name,
        "version": about["version"],
        "scope": "required",
        "licenses": [{"license": {"id": about["license"]}}],
        "purl": url,
    })

bill["components"] += page
itself = bill["metadata"]["component"]["bom-ref"]
needs = next(one for one in bill["dependencies"] if one["ref"] == itself)
needs.setdefault("dependsOn", []).extend(one["bom-ref"] for one in page)
bill["dependencies"] += [{"ref": one["bom-ref"]} for one in page]
json.dump(bill, sys.stdout, indent=1, ensure_ascii=False)
