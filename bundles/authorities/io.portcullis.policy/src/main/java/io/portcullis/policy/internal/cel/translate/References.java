// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

import io.portcullis.policy.internal.cel.ArgumentReferences;
import io.portcullis.policy.internal.cel.MemberSelection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what an expression reads of a call. */
final class References {

  private MemberSelection arguments = MemberSelection.NOTHING;
  private MemberSelection result = MemberSelection.NOTHING;
  private final Set<String> names = new HashSet<>();
  private final Set<String> variables = new HashSet<>();
  private final Set<String> counters = new HashSet<>();

  void name(String name) {
    names.add(name);
  }

  void variable(String name) {
    names.add("variables");
    variables.add(name);
  }

  void counter(String name) {
    names.add("counters");
    counters.add(name);
  }

  /** Records members of {@code args} or {@code result}; no member stands for the whole value. */
  void members(String root, List<String> path) {
    names.add(root);
    MemberSelection selection = path.isEmpty() ? MemberSelection.ALL : MemberSelection.path(path);
    if (root.equals("args")) {
      arguments = arguments.union(selection);
    } else {
      result = result.union(selection);
    }
  }

  ArgumentReferences build() {
    return new ArgumentReferences(arguments, result, names, variables, counters);
  }
}
