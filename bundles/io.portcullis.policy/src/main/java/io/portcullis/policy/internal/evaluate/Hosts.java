// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.json.Unreadable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the host out of a URL; where two readers could disagree about it, it is refused. */
final class Hosts {

  private static final int MAX_LENGTH = 65_536;
  private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*).*");
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[^@\\[\\]]*@)?(\\[[0-9A-Fa-f:.]+]|[^:@\\[\\]%]+)(?::[0-9]*)?");

  private Hosts() {}

  static String ofUrl(String url) throws Unreadable {
    if (url.length() <= MAX_LENGTH && clean(url)) {
      Matcher whole = URL.matcher(url);
      if (whole.matches()) {
        Matcher authority = AUTHORITY.matcher(whole.group(1));
        if (authority.matches()) {
          return name(authority.group(1));
        }
      }
    }
    throw new Unreadable("the URL of the network call cannot be read without doubt");
  }

  static String ofName(String host) throws Unreadable {
    if (host.isEmpty()
        || host.length() > 1_024
        || !clean(host)
        || host.matches(".*[/?#@\\\\%].*")) {
      throw new Unreadable("the host of the network call cannot be read without doubt");
    }
    String name = name(host);
    // More than one colon is an address; with exactly one it would be a port, which has its own
    // key.
    if (name.indexOf(':') >= 0 && name.indexOf(':') == name.lastIndexOf(':')) {
      throw new Unreadable("the host of the network call cannot be read without doubt");
    }
    return name;
  }

  private static String name(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean clean(String text) {
    return text.chars()
        .noneMatch(c -> c <= ' ' || c == 0x7f || c == '\\' || Character.isWhitespace(c));
  }
}
