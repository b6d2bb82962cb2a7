// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.rule;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.continues;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.continuesExactly;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isAlphanumeric;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isLetter;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isMailbox;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isWhitespace;

import io.portcullis.policy.internal.secret.finding.FindingCollector;
import io.portcullis.policy.internal.secret.finding.SecretKind;

/**
 * Finds mailboxes of RFC 5321 and RFC 6531 whose domain ends with a top-level domain of letters. A
 * finding begins where the token begins, so that a label such as {@code mail=} goes with it.
 */
public final class EmailAddresses {

  private static final int MAX_LOCAL = 64;
  private static final int MAX_DOMAIN = 255;

  private final CharSequence text;
  private final FindingCollector found;
  private int tokenStart;
  private int looked;

  public EmailAddresses(CharSequence text, FindingCollector found) {
    this.text = text;
    this.found = found;
  }

  /** Looks for a mailbox around the at sign at an index; call it in the order of the text. */
  public void at(int index) {
    int token = tokenStart(index);
    int local = localStart(index, token);
    if (local == index) {
      return;
    }
    int end = domainEnd(index + 1);
    if (end > 0 && !isRepository(local, index, end)) {
      found.add(
          SecretKind.EMAIL_ADDRESS,
          token < local && index - token <= MAX_LOCAL ? withoutBrackets(token, local) : local,
          end);
    }
  }

  /** Each character is read once, however many at signs there are. */
  private int tokenStart(int index) {
    for (int i = index - 1; i >= looked; i--) {
      if (endsLabel(text.charAt(i))) {
        tokenStart = i + 1;
        break;
      }
    }
    looked = index;
    return tokenStart;
  }

  private static boolean endsLabel(char c) {
    return c > 127 || isWhitespace(c) || "<,;\"'".indexOf(c) >= 0;
  }

  private int localStart(int index, int token) {
    boolean ascii = index > token;
    int limit = Math.max(ascii ? token : 0, index - MAX_LOCAL);
    int start = index;
    while (start > limit && isLocal(text.charAt(start - 1), ascii)) {
      start--;
    }
    return start;
  }

  private static boolean isLocal(char c, boolean ascii) {
    return isMailbox(c) || (!ascii && c > 127 && Character.isLetterOrDigit(c));
  }

  private int withoutBrackets(int token, int local) {
    int start = token;
    while (start < local && "([{`*".indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    return start;
  }

  /** The address of a repository, git@HOST:PATH, names no person. */
  private boolean isRepository(int local, int at, int end) {
    boolean git =
        continuesExactly(text, at - 3, "git")
            && (local == at - 3 || !isAlphanumeric(text.charAt(at - 4)));
    return git && end < text.length() && (text.charAt(end) == ':' || text.charAt(end) == '/');
  }

  /** Returns the end of a domain; -1 if there is none. */
  private int domainEnd(int from) {
    int end = nameEnd(from, false);
    if (!endsWithTopLevel(from, end)) {
      boolean international = end < text.length() && text.charAt(end) > 127;
      end = international ? nameEnd(from, true) : -1;
    }
    return end > 0 && endsWithTopLevel(from, end) ? end : -1;
  }

  private int nameEnd(int from, boolean international) {
    int limit = Math.min(text.length(), from + MAX_DOMAIN);
    int end = from;
    while (end < limit && isDomain(text.charAt(end), international)) {
      if (text.charAt(end) == '.' && (end == from || text.charAt(end - 1) == '.')) {
        break;
      }
      end++;
    }
    while (end > from && !isInner(text.charAt(end - 1), international)) {
      end--;
    }
    return end;
  }

  private static boolean isDomain(char c, boolean international) {
    return c == '.' || c == '-' || isInner(c, international);
  }

  private static boolean isInner(char c, boolean international) {
    return isAlphanumeric(c) || (international && c > 127 && Character.isLetterOrDigit(c));
  }

  private boolean endsWithTopLevel(int from, int end) {
    int last = end;
    boolean letters = true;
    while (last > from && text.charAt(last - 1) != '.') {
      last--;
      letters &= isLetter(text.charAt(last)) || text.charAt(last) > 127;
    }
    boolean encoded = end - last > 4 && continues(text, last, "xn--");
    return last > from && end - last >= 2 && (letters || encoded);
  }
}
