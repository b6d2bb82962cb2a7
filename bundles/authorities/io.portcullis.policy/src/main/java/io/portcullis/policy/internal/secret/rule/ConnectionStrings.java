// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.rule;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.continues;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isAlphanumeric;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isWhitespace;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.tokenEnd;

import io.portcullis.policy.internal.secret.finding.FindingCollector;
import io.portcullis.policy.internal.secret.finding.SecretKind;

/**
 * Finds URLs of PostgreSQL, MySQL and MongoDB, connection strings of Azure, and the mark of a key
 * file of a Google Cloud service account.
 */
public final class ConnectionStrings {

  private static final int MAX_DRIVER = 24;
  private static final int MAX_USER_INFO = 512;
  private static final int MAX_BLANKS = 16;

  private final CharSequence text;
  private final FindingCollector found;

  public ConnectionStrings(CharSequence text, FindingCollector found) {
    this.text = text;
    this.found = found;
  }

  /** Looks for the scheme of a database before the colon at an index. */
  public void colon(int at) {
    if (!continues(text, at + 1, "//")) {
      return;
    }
    int name = at;
    int limit = Math.max(0, at - MAX_DRIVER);
    while (name > limit && isAlphanumeric(text.charAt(name - 1))) {
      name--;
    }
    // A driver may follow: mongodb+srv, postgresql+psycopg2.
    int end = name > 0 && text.charAt(name - 1) == '+' ? name - 1 : at;
    url(SecretKind.POSTGRES_URL, "postgresql", end, at);
    url(SecretKind.POSTGRES_URL, "postgres", end, at);
    url(SecretKind.MYSQL_URL, "mysql", end, at);
    url(SecretKind.MYSQL_URL, "mysqlx", end, at);
    url(SecretKind.MONGODB_URL, "mongodb", end, at);
  }

  private void url(SecretKind kind, String scheme, int schemeEnd, int colon) {
    int start = schemeEnd - scheme.length();
    if (continues(text, start, scheme) && !found.covers(kind, start)) {
      int authority = colon + 3;
      int end = userInfoEnd(authority, tokenEnd(text, authority, text.length()));
      if (end > authority) {
        found.add(kind, start, end);
      }
    }
  }

  /** A password may hold a character that otherwise ends a token; the host follows the at sign. */
  private int userInfoEnd(int authority, int end) {
    int limit = Math.min(text.length(), end + MAX_USER_INFO);
    for (int i = authority; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '@' && i >= end) {
        return tokenEnd(text, i, text.length());
      }
      if (c == '/' || c == '?' || c == '#' || c == '"' || c == '<' || isWhitespace(c)) {
        return end;
      }
    }
    return end;
  }

  /** Looks for a key of a connection string before the equals sign at an index. */
  public void equalsSign(int at) {
    int start =
        continues(text, at - 10, "accountkey")
            ? at - 10
            : continues(text, at - 15, "sharedaccesskey")
                ? at - 15
                : continues(text, at - 24, "defaultendpointsprotocol") ? at - 24 : -1;
    if (start < 0 || found.covers(SecretKind.AZURE_CONNECTION_STRING, start)) {
      return;
    }
    int end = tokenEnd(text, at + 1, text.length());
    if (end > at + 1) {
      found.add(SecretKind.AZURE_CONNECTION_STRING, start, end);
    }
  }

  /** Looks for {@code "type": "service_account"} around the underscore at an index. */
  public void underscore(int at) {
    int word = at - 7;
    if (!continues(text, word, "service_account")) {
      return;
    }
    int quote = openingQuote(word);
    int colon = quote < 0 ? -1 : beforeBlanks(quote);
    if (colon < 1 || text.charAt(colon - 1) != ':') {
      return;
    }
    int start = name(beforeBlanks(colon - 1));
    int end = closingQuote(word + 15);
    if (start >= 0 && end >= 0) {
      found.add(SecretKind.GCP_SERVICE_ACCOUNT, start, end);
    }
  }

  private int name(int end) {
    int plain = end - 6;
    if (continues(text, plain, "\"type\"")) {
      return plain;
    }
    int escaped = end - 8;
    return continues(text, escaped, "\\\"type\\\"") ? escaped : -1;
  }

  private int openingQuote(int word) {
    if (word < 1 || text.charAt(word - 1) != '"') {
      return -1;
    }
    return word > 1 && text.charAt(word - 2) == '\\' ? word - 2 : word - 1;
  }

  private int closingQuote(int end) {
    int at = end < text.length() && text.charAt(end) == '\\' ? end + 1 : end;
    return at < text.length() && text.charAt(at) == '"' ? at + 1 : -1;
  }

  private int beforeBlanks(int end) {
    int at = end;
    int limit = Math.max(0, end - MAX_BLANKS);
    while (at > limit && isWhitespace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }
}
