// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The members of one object of a message, in their order.
 *
 * @param start where the object begins, in characters
 * @param end where it ends, exclusive
 * @param list the members
 */
public record Members(int start, int end, List<Member> list) {
  /** Where an object could be, but is not. */
  public static final Members NONE = new Members(-1, -1, List.of());

  /** Refuses null and copies the list. */
  public Members {
    list = List.copyOf(list);
  }

  /**
   * Whether there is an object at all.
   *
   * @return false for {@link #NONE}
   */
  public boolean present() {
    return start >= 0;
  }

  /**
   * One of them.
   *
   * @param name its name
   * @return the member, or null if there is none of this name
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
   * The members by their names, of which there are no two alike.
   *
   * @return the members
   */
  public Map<String, Member> byName() {
    return list.stream().collect(Collectors.toMap(Member::name, member -> member));
  }

  /**
   * The decoded text of a member that is a string.
   *
   * @param name its name
   * @return the text, or null if it is no string or not there
   */
  public @Nullable String text(String name) {
    Member member = get(name);
    return member != null && member.kind() == Member.Kind.TEXT ? member.text() : null;
  }

  /**
   * Whether a lenient reader would take any name for one of these.
   *
   * @param names the names
   * @return whether one differs from a name by nothing but case and surrounding space
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
