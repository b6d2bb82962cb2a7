// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.document.HostPatterns;
import io.portcullis.policy.internal.json.Unreadable;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the host out of a URL; where two readers could disagree about it, it is refused. */
final class Hosts {

  private static final int MAX_LENGTH = 65_536;
  private static final int MAX_NAME = 1_024;
  private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*).*");
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?:[A-Za-z0-9._~!$&'()*+,;=:%-]*@)?(\\[[0-9A-Fa-f:.]+]|[^:@\\[\\]%]+)(?::[0-9]*)?");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}._-]+");

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
    if (host.length() <= MAX_NAME) {
      return name(host);
    }
    throw new Unreadable("the host of the network call cannot be read without doubt");
  }

  /**
   * An address, or a name of letters, digits and what joins them, in lower case as far as it is
   * ASCII. Other characters end a host for some readers, and some only after compatibility
   * normalisation, as a full-width slash does.
   */
  private static String name(String host) throws Unreadable {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    boolean known =
        ADDRESS.matcher(bare).matches()
            || (!bracketed
                && NAME.matcher(bare).matches()
                && NAME.matcher(Normalizer.normalize(bare, Normalizer.Form.NFKC)).matches());
    if (!known) {
      throw new Unreadable("the host of the network call cannot be read without doubt");
    }
    return HostPatterns.normal(bare);
  }

  private static boolean clean(String text) {
    return text.chars()
        .noneMatch(c -> c <= ' ' || c == 0x7f || c == '\\' || Character.isWhitespace(c));
  }
}
