// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function;

/** The reasons why a function refuses an input. The texts are fixed and contain no input. */
public enum FunctionProblem {
  PATH_EMPTY("the path is empty"),
  PATH_TOO_LONG("the path is longer than 4,096 characters"),
  PATH_RELATIVE("the path is relative, and the document does not define variables.cwd"),
  PATH_SCHEME("the path is relative and its first name contains a colon, as in a URL or a drive"),
  PATH_BLANK("the path begins or ends with a blank or a quote"),
  PATH_CONTROL("the path contains a control, format or separator character"),
  PATH_SURROGATE("the path contains half a surrogate pair"),
  PATH_BACKSLASH("the path contains a backslash"),
  PATH_PERCENT("the path contains a percent-encoded character"),
  PATH_TILDE("a name in the path begins with a tilde"),
  PATH_DOTS("a name in the path consists of dots and blanks"),
  PATH_COMPATIBLE("the path contains a character that some readers take for a separator or a dot"),
  PATH_NOT_COMPOSED("the path contains decomposed characters; Unicode form NFC is required"),

  URL_SYNTAX("the URL does not have the form scheme://host[:port][/path][?query][#fragment]"),
  URL_TOO_LONG("the URL is longer than 65,536 characters"),
  URL_CHARACTER("the URL contains a character that a URL may not contain"),
  URL_SCHEME("the scheme of the URL is not a known one"),
  URL_USER("the URL contains user information"),
  URL_HOST("the host of the URL is not a valid name or address"),
  URL_PORT("the port of the URL is not a number from 1 to 65535"),
  URL_PORT_UNKNOWN("the URL has no port, and its scheme has no usual one"),
  URL_PATH(
      "the path of the URL has more than one reading: dot segments, //, ; or encoded separators"),

  IP_SYNTAX("the text is not an IP address"),
  IP_EMBEDDED("the IP address embeds another one in a form that is not supported"),
  IP_UNSPECIFIED("the unspecified address is a different destination for different systems"),
  CIDR_SYNTAX("the text is not an address block such as 10.0.0.0/8"),
  CIDR_HOST_BITS("the address block has bits set after its prefix"),
  CIDR_EMBEDDED("IPv6 addresses of this block are read as IPv4 addresses; write an IPv4 block"),

  COMMAND_EMPTY("the command is empty"),
  COMMAND_TOO_LONG("the command is longer than 65,536 characters"),
  COMMAND_TOO_DEEP("the command is nested more than 32 levels deep"),
  COMMAND_CHARACTER("the command contains a control, format or separator character"),
  COMMAND_SYNTAX("the command is not valid for a POSIX shell"),
  COMMAND_OPEN_QUOTE("a quote or a substitution in the command is not closed"),
  COMMAND_UNSUPPORTED("the command uses a construct whose programs are not known"),
  COMMAND_NAME("the name of a program in the command depends on the execution"),
  COMMAND_NO_PROGRAM("the command runs no program"),

  STRINGS_TOO_MANY("the value contains more than 100,000 strings"),
  STRINGS_TOO_DEEP("the value is nested more than 1,000 levels deep"),

  PATTERN_EMPTY("the pattern is empty"),
  PATTERN_TOO_LONG("the pattern is longer than 1,024 characters"),
  PATTERN_CHARACTER("the pattern contains one of [ ] { } \\ or a control character"),
  PATTERN_QUESTION("the pattern contains ?; a name pattern knows only *"),
  PATTERN_BLANK("the pattern begins or ends with a blank"),
  PATTERN_STARS("** in a pattern must be a whole name between slashes"),
  PATTERN_RELATIVE("the pattern can match no path: it must begin with / or with **/"),
  PATTERN_SEGMENT("the pattern can match no path: it has an empty name, . or .. between slashes");

  private final String text;

  FunctionProblem(String text) {
    this.text = text;
  }

  /** Returns the reason in words. */
  public String text() {
    return text;
  }
}
