// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret;

import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonArray;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import io.portcullis.policy.internal.secret.finding.FindingCollector;
import io.portcullis.policy.internal.secret.finding.Redactor;
import io.portcullis.policy.internal.secret.finding.SecretFinding;
import io.portcullis.policy.internal.secret.finding.SecretKind;
import io.portcullis.policy.internal.secret.rule.ConnectionStrings;
import io.portcullis.policy.internal.secret.rule.EmailAddresses;
import io.portcullis.policy.internal.secret.rule.EntropyScan;
import io.portcullis.policy.internal.secret.rule.NumberRuns;
import io.portcullis.policy.internal.secret.rule.PrivateKeys;
import io.portcullis.policy.internal.secret.rule.TokenPrefixes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The built-in scanner. It reads a text a fixed number of times: once for the characters at which
 * the rules are anchored, and once for each measure of entropy. Each rule reads a bounded part of
 * the text around its anchor, or a part that no other anchor of that rule makes it read again.
 */
public final class SecretScanner {

  private static final byte DIGIT = 1;
  private static final byte OTHER = 2;

  private static final byte[] ANCHORS = new byte[128];

  static {
    for (char c = '0'; c <= '9'; c++) {
      ANCHORS[c] = DIGIT;
    }
    for (char c : "-_:=@KS".toCharArray()) {
      ANCHORS[c] = OTHER;
    }
  }

  /** The shortest secret is a mailbox. */
  private static final int MIN_LENGTH = 6;

  private final CharSequence text;
  private final FindingCollector found = new FindingCollector();
  private @Nullable TokenPrefixes tokens;
  private @Nullable PrivateKeys keys;
  private @Nullable ConnectionStrings connections;
  private @Nullable EmailAddresses emails;
  private @Nullable NumberRuns numbers;

  private SecretScanner(CharSequence text) {
    this.text = text;
  }

  /**
   * Returns the secrets of a text by their place. Findings of different kinds may overlap.
   *
   * @param text any text, as it is after escape sequences are decoded
   */
  public static List<SecretFinding> scan(CharSequence text) {
    int first = text.length() < MIN_LENGTH ? text.length() : firstAnchor(text);
    if (first == text.length() && first < EntropyScan.MIN_TOKEN) {
      return List.of();
    }
    SecretScanner scanner = new SecretScanner(text);
    scanner.anchors(first);
    if (text.length() >= EntropyScan.MIN_TOKEN) {
      new EntropyScan(Redactor.withoutLabels(text), scanner.found).scan();
    }
    return scanner.found.result();
  }

  private static int firstAnchor(CharSequence text) {
    int at = 0;
    while (at < text.length() && anchor(text.charAt(at)) == 0) {
      at++;
    }
    return at;
  }

  private static byte anchor(char c) {
    return c < 128 ? ANCHORS[c] : c >= '\uff10' && c <= '\uff19' ? DIGIT : 0;
  }

  /** Returns the names of the kinds of secrets in a text, in alphabetical order. */
  public static Set<String> kinds(CharSequence text) {
    Set<String> kinds = new TreeSet<>();
    addKinds(text, kinds);
    return kinds;
  }

  /**
   * Returns the names of the kinds of secrets in the strings, numbers and names of a value at any
   * depth, in alphabetical order.
   */
  public static Set<String> kinds(JsonValue value) {
    Set<String> kinds = new TreeSet<>();
    addKinds(value, kinds);
    return kinds;
  }

  private static void addKinds(JsonValue value, Set<String> kinds) {
    if (value instanceof JsonText string) {
      addKinds(string.value(), kinds);
    } else if (value instanceof JsonNumber number) {
      addKinds(numberText(number), kinds);
    } else if (value instanceof JsonArray array) {
      array.items().forEach(item -> addKinds(item, kinds));
    } else if (value instanceof JsonObject object) {
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        addKinds(member.getKey(), kinds);
        addKinds(member.getValue(), kinds);
        if (isServiceAccount(member.getKey(), member.getValue())) {
          kinds.add(SecretKind.GCP_SERVICE_ACCOUNT.text());
        }
      }
    }
  }

  private static void addKinds(CharSequence text, Set<String> kinds) {
    scan(text).forEach(finding -> kinds.add(finding.kind().text()));
  }

  /** Returns whether a member marks its object as a key file of a Google Cloud service account. */
  public static boolean isServiceAccount(String name, JsonValue value) {
    return name.equals("type")
        && value instanceof JsonText text
        && text.value().equals("service_account");
  }

  /** Returns the digits of an integer; a fraction or an exponent is no number of a card. */
  public static String numberText(JsonNumber number) {
    String text = number.text();
    for (int i = 0; i < text.length(); i++) {
      if (".eE".indexOf(text.charAt(i)) >= 0) {
        return "";
      }
    }
    return text;
  }

  private void anchors(int first) {
    int length = text.length();
    for (int at = first; at < length; at++) {
      char c = text.charAt(at);
      byte anchor = anchor(c);
      if (anchor == DIGIT) {
        numbers = numbers == null ? new NumberRuns(text, found) : numbers;
        at = numbers.at(at) - 1;
      } else if (anchor == OTHER) {
        look(c, at);
      }
    }
  }

  private void look(char c, int at) {
    switch (c) {
      case '-' -> {
        tokens().hyphen(at);
        keys().at(at);
      }
      case '_' -> {
        tokens().underscore(at);
        connections().underscore(at);
      }
      case ':' -> connections().colon(at);
      case '=' -> connections().equalsSign(at);
      case '@' -> emails().at(at);
      default -> tokens().accessKey(at);
    }
  }

  private PrivateKeys keys() {
    PrivateKeys rule = keys == null ? new PrivateKeys(text, found) : keys;
    keys = rule;
    return rule;
  }

  private EmailAddresses emails() {
    EmailAddresses rule = emails == null ? new EmailAddresses(text, found) : emails;
    emails = rule;
    return rule;
  }

  private TokenPrefixes tokens() {
    TokenPrefixes rule = tokens == null ? new TokenPrefixes(text, found) : tokens;
    tokens = rule;
    return rule;
  }

  private ConnectionStrings connections() {
    ConnectionStrings rule = connections == null ? new ConnectionStrings(text, found) : connections;
    connections = rule;
    return rule;
  }
}
