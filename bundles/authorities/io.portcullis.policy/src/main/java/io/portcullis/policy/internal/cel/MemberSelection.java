// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import io.portcullis.policy.internal.json.LooseName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A set of members of a JSON value: nothing, everything, or some members at any depth. A selection
 * of everything may know the names of some members too, which other members must not resemble.
 */
public final class MemberSelection {

  /** Selects no member. */
  public static final MemberSelection NOTHING = new MemberSelection(false, Map.of());

  /** Selects the whole value. */
  public static final MemberSelection ALL = new MemberSelection(true, Map.of());

  private final boolean all;
  private final Map<String, MemberSelection> members;
  private final String[] names;
  private final String[] folded;

  private MemberSelection(boolean all, Map<String, MemberSelection> members) {
    this.all = all;
    this.members = members;
    this.names = members.keySet().toArray(new String[0]);
    this.folded = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      folded[i] = LooseName.fold(names[i]);
    }
  }

  /** Selects the whole value of one member: a path of names from the outside to the inside. */
  public static MemberSelection path(List<String> names) {
    MemberSelection selection = ALL;
    for (int i = names.size() - 1; i >= 0; i--) {
      selection = new MemberSelection(false, Map.of(names.get(i), selection));
    }
    return selection;
  }

  /** Returns whether the whole value is selected. */
  public boolean isAll() {
    return all;
  }

  /** Returns whether nothing is selected. */
  public boolean isEmpty() {
    return !all && members.isEmpty();
  }

  /** Returns the selection inside each member that an expression names. */
  public Map<String, MemberSelection> members() {
    return members;
  }

  /**
   * Calls a consumer with each name of this selection that a lenient reader takes for a given other
   * name.
   */
  public void resembling(String other, Consumer<String> consumer) {
    for (int i = 0; i < names.length; i++) {
      if (LooseName.matches(other, folded[i])) {
        consumer.accept(names[i]);
      }
    }
  }

  /** Returns the members that this or another selection contains. */
  public MemberSelection union(MemberSelection other) {
    if (other.isEmpty()) {
      return this;
    }
    Map<String, MemberSelection> both = new TreeMap<>(members);
    other.members.forEach((name, inside) -> both.merge(name, inside, MemberSelection::union));
    return new MemberSelection(all || other.all, Map.copyOf(both));
  }

  /** Returns the JSON pointers of the selected values in order; one empty pointer for all. */
  public List<String> pointers() {
    List<String> pointers = new ArrayList<>();
    collect("", pointers);
    return pointers;
  }

  private void collect(String prefix, List<String> pointers) {
    if (all) {
      pointers.add(prefix);
      return;
    }
    new TreeMap<>(members)
        .forEach(
            (name, inside) ->
                inside.collect(
                    prefix + "/" + name.replace("~", "~0").replace("/", "~1"), pointers));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MemberSelection selection
        && all == selection.all
        && members.equals(selection.members);
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(all) + members.hashCode();
  }

  @Override
  public String toString() {
    return pointers().toString();
  }
}
