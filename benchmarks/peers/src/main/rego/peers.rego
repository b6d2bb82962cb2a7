# SPDX-License-Identifier: Apache-2.0
# The policies of the questions for Open Policy Agent, one entry point for each.
package peers

default names := false

names if data.tools[input.tool]

default comparison := false

comparison if {
	input.tool == "pay"
	input.args.amount <= 1000
}

default paths := false

paths if {
	input.tool == "read"
	count(input.args.paths) > 0
	every path in input.args.paths {
		startswith(path, "/home/user/notes/")
		not contains(path, "..")
	}
}

default denial := false

denial if {
	input.tool == "pay"
	not large
}

large if input.args.amount > 1000

default failing_allow := false

failing_allow if {
	input.tool == "pay"
	1000 / input.args.amount >= 1
}

default failing_deny := false

failing_deny if {
	input.tool == "pay"
	not small_share
}

small_share if 1000 / input.args.amount < 1

# No rule and no default.
nothing if false
