#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""table.py SPEC: print what the fuzzer knows of the wire, as C.

Made at each build, so that it cannot drift from the spec. Numbers are left to the
UAPI header by name: one that is not there ends the build.
"""

import sys

import yaml

SPEC = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
CONSTS = {d["name"]: d["value"] for d in SPEC["definitions"] if d["type"] == "const"}
ENUMS = {d["name"]: d["entries"] for d in SPEC["definitions"] if d["type"] == "enum"}
SETS = [s["name"] for s in SPEC["attribute-sets"]]
ATTRS = {s["name"]: {a["name"]: a for a in s["attributes"]} for s in SPEC["attribute-sets"]}
KINDS = {"u8": 1, "u32": 4, "u64": 8, "s32": 4, "s64": 8}


def c_name(*words):
    return "_".join(words).upper().replace("-", "_")


def number(value):
    return CONSTS.get(value, value)


def limits(attr):
    """Least and most that a request may say: of a number its value, else its bytes."""
    checks = attr.get("checks", {})
    if "enum" in attr:
        return 0, len(ENUMS[attr["enum"]]) - 1
    most = checks.get("max", checks.get("max-len", 0))
    return number(checks.get("min", 0)), number(most)


def kind(attr):
    return "FZ_" + attr["type"].upper()


def print_set(name, attrs, whole):
    """A subset has the attributes and the numbers of the whole set."""
    print(f"static const struct fz_attr fz_{c_name(name).lower()}_attrs[] = {{")
    for attr in (ATTRS[whole][a["name"]] for a in attrs):
        least, most = limits(attr)
        nested = attr.get("nested-attributes")
        print(f'\t{{ .name = "{attr["name"]}", .type = KTHREADING_A_{c_name(whole, attr["name"])}, '
              f'.kind = {kind(attr)}, .set = {SETS.index(nested) if nested else -1}, '
              f'.enumerated = {int("enum" in attr)}, '
              f'.multi = {int(attr.get("multi-attr", False))}, '
              f'.min = {least}, .max = {most} }},')
    print("};\n")


def mask(attribute_set, op, *path):
    """The attributes of a message of an operation, as bits."""
    for step in path:
        op = op.get(step, {})
    return " | ".join(f"FZ_BIT(KTHREADING_A_{c_name(attribute_set, name)})" for name in op) or "0"


def print_op(op):
    told = op
    if "notify" in op:
        told = next(o for o in SPEC["operations"]["list"] if o["name"] == op["notify"])
        told = {"attribute-set": told["attribute-set"], "event": told["do"]["reply"]}
    of = told["attribute-set"]
    print(f'\t{{ .name = "{op["name"]}", .cmd = KTHREADING_CMD_{c_name(op["name"])}, '
          f'.set = {SETS.index(of)},\n'
          f'\t  .has_do = {int("do" in op)}, .has_dump = {int("dump" in op)}, '
          f'.has_reply = {int("reply" in op.get("do", {}))},\n'
          f'\t  .request = {mask(of, op, "do", "request", "attributes")},\n'
          f'\t  .reply = {mask(of, op, "do", "reply", "attributes")},\n'
          f'\t  .dump = {mask(of, op, "dump", "reply", "attributes")},\n'
          f'\t  .event = {mask(of, told, "event", "attributes")} }},')


print("/* SPDX-License-Identifier: GPL-2.0 */")
print("/* Made by table.py at each build. */\n")
for attribute_set in SPEC["attribute-sets"]:
    print_set(attribute_set["name"], attribute_set["attributes"],
              attribute_set.get("subset-of", attribute_set["name"]))
print("static const struct fz_set fz_sets[] = {")
for name in SETS:
    array = f"fz_{c_name(name).lower()}_attrs"
    print(f'\t{{ "{name}", {array}, sizeof({array}) / sizeof({array}[0]) }},')
print("};\n\nstatic const struct fz_op fz_ops[] = {")
for operation in SPEC["operations"]["list"]:
    print_op(operation)
print("};\n\nstatic const char *const fz_groups[] = {")
for group in SPEC["mcast-groups"]["list"]:
    print(f'\t"{group["name"]}",')
print("};")
