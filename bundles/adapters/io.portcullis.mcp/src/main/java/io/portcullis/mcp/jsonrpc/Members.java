// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The members of one object of a message, in their order.
 *
 * @param start the start of the object, in characters
 * @param end the end of the object, exclusive
 * @param list the members
 */
public record Members(int start, int end, List<Member> list) {
  /** A missing object. */
  public static final Members NONE = new Members(-1, -1, List.of());

  /** Copies the list; null is rejected. */
  public Members {
    list = List.copyOf(list);
  }

  /**
   * Checks whether the object is present.
   *
   * @return false for {@link #NONE}
   */
  public boolean present() {
    return start >= 0;
  }

  /**
   * Returns a member.
   *
   * @param name the name
   * @return the member, or null if no member has this name
   */
  public @Nullable Member get(String name) {
    for (Member member : list) {
      if (member.name().equals(name)) {
        return member;
      }
    }
    return null;
  }

  /**
   * Returns the members by their names, which are unique.
   *
   * @return the members
   */
  public Map<String, Member> byName() {
    return list.stream().collect(Collectors.toMap(Member::name, member -> member));
  }

  /**
   * Returns the decoded text of a member that is a string.
   *
   * @param name the name
   * @return the text, or null if the member is missing or not a string
   */
  public @Nullable String text(String name) {
    Member member = get(name);
    return member != null && member.kind() == Member.Kind.TEXT ? member.text() : null;
  }

  /**
   * Checks whether a lenient reader could take a member for one of these names.
   *
   * @param names the names
   * @return whether a member differs from a name only by case and surrounding space
   */
  public boolean hasCaseVariantOf(List<String> names) {
    for (Member member : list) {
      String plain = MemberNames.plain(member.name());
      for (String name : names) {
        if (plain.equalsIgnoreCase(name) && !member.name().equals(name)) {
          return true;
        }
      }
    }
    return false;
  }
}
