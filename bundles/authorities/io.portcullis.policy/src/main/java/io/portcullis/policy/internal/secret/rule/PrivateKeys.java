// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.rule;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.continues;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isBase64;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isWhitespace;

import io.portcullis.policy.internal.secret.finding.FindingCollector;
import io.portcullis.policy.internal.secret.finding.SecretKind;
import org.jspecify.annotations.Nullable;

/**
 * Finds private keys in the textual encodings of RFC 7468 (PEM), RFC 1421 and RFC 9580 (PGP). The
 * finding is the whole block. If the end of a block is missing, the finding ends with the last line
 * that can belong to the key.
 */
public final class PrivateKeys {

  private static final String DASHES = "-----";
  private static final int MAX_LABEL = 48;

  /** An encoded line of this length is no word. */
  private static final int MIN_LINE = 16;

  private final CharSequence text;
  private final FindingCollector found;

  public PrivateKeys(CharSequence text, FindingCollector found) {
    this.text = text;
    this.found = found;
  }

  /** Looks for a block whose first dashes end at an index. */
  public void at(int lastDash) {
    int start = lastDash - 4;
    if (!continues(text, lastDash + 1, "begin ") || !continues(text, start, DASHES)) {
      return;
    }
    int label = lastDash + 7;
    int end = labelEnd(label);
    SecretKind kind = end < 0 ? null : kind(label, end);
    if (kind != null && !found.covers(kind, start)) {
      int body = end + DASHES.length();
      int marker = endMarker(body);
      found.add(kind, start, marker < 0 ? lastLine(body) : marker);
    }
  }

  /** Returns the index of the dashes after a label; -1 if there are none. */
  private int labelEnd(int label) {
    int limit = Math.min(text.length(), label + MAX_LABEL);
    for (int i = label; i < limit; i++) {
      if (text.charAt(i) == '-') {
        return continues(text, i, DASHES) ? i : -1;
      }
    }
    return -1;
  }

  private @Nullable SecretKind kind(int label, int end) {
    if (continues(text, end - 17, "private key block") && end - 17 >= label) {
      return SecretKind.PGP_PRIVATE_KEY;
    }
    int words = end - 11;
    if (words < label || !continues(text, words, "private key")) {
      return null;
    }
    if (continues(text, label, "rsa ")) {
      return SecretKind.RSA_PRIVATE_KEY;
    }
    if (continues(text, label, "ec ")) {
      return SecretKind.EC_PRIVATE_KEY;
    }
    return continues(text, label, "openssh ")
        ? SecretKind.OPENSSH_PRIVATE_KEY
        : SecretKind.PRIVATE_KEY;
  }

  /** Returns the end of the block; -1 if another block or the end of the text comes first. */
  private int endMarker(int body) {
    for (int i = body; i < text.length(); i++) {
      if (text.charAt(i) == '-' && continues(text, i, DASHES)) {
        if (continues(text, i, "-----end ")) {
          int end = labelEnd(i + 9);
          return end < 0 ? i + 9 : end + DASHES.length();
        }
        if (continues(text, i, "-----begin ")) {
          return -1;
        }
      }
    }
    return -1;
  }

  private int lastLine(int body) {
    int end = body;
    int line = lineStart(body);
    int after = lineEnd(line);
    while (after - line >= MIN_LINE) {
      end = after;
      line = lineStart(after);
      after = lineEnd(line);
    }
    boolean last = end > body && (after == text.length() || isWhitespace(text.charAt(after)));
    return last ? after : end;
  }

  /** Skips line ends, also those that are written as an escape sequence. */
  private int lineStart(int from) {
    int at = from;
    while (at < text.length()) {
      if (isWhitespace(text.charAt(at))) {
        at++;
      } else if (continues(text, at, "\\n") || continues(text, at, "\\r")) {
        at += 2;
      } else {
        break;
      }
    }
    return at;
  }

  private int lineEnd(int from) {
    int end = from;
    while (end < text.length() && (isBase64(text.charAt(end)) || text.charAt(end) == '=')) {
      end++;
    }
    return end;
  }
}
