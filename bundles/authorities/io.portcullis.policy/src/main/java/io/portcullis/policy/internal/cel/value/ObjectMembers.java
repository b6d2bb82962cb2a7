// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.value;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object that were read. It knows which of the members that expressions name
 * occur in another spelling that a lenient reader takes for the same name.
 */
public final class ObjectMembers extends LinkedHashMap<String, Object> {

  private static final long serialVersionUID = 1L;

  private transient @Nullable Set<String> ambiguous;

  /** Records that a member occurs in another spelling. */
  public void markAmbiguous(String name) {
    Set<String> names = ambiguous;
    if (names == null) {
      names = new HashSet<>();
      ambiguous = names;
    }
    names.add(name);
  }

  /** Returns whether a member occurs in another spelling. */
  public boolean isAmbiguous(String name) {
    Set<String> names = ambiguous;
    return names != null && names.contains(name);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
