// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.command;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;

/** Reads one word of a command: removes its quotes and parses its substitutions. */
final class WordReader {

  /** Signs before which an exclamation mark is no reference to an earlier command. */
  private static final String AFTER_BANG = " \t\n=";

  private final ShellCursor cursor;
  private final ShellParser parser;
  private final StringBuilder text = new StringBuilder();
  private boolean literal = true;
  private boolean assignment;
  private boolean plain = true;
  private boolean brace;
  private boolean bracket;

  WordReader(ShellCursor cursor, ShellParser parser) {
    this.cursor = cursor;
    this.parser = parser;
  }

  /** Reads up to the next delimiter. */
  ShellWord read() throws FunctionException {
    cursor.peek();
    int start = cursor.position();
    int last = ShellCursor.END;
    while (!atEnd()) {
      int c = cursor.next();
      boolean first = last == ShellCursor.END;
      unquoted(c, first, last);
      last = c;
    }
    String word = text.toString();
    String raw = cursor.since(start);
    literal &= !isExpanded(word, raw);
    return new ShellWord(word, raw, literal, assignment);
  }

  /** Returns whether some shell changes or runs a part of the word because of its form. */
  private boolean isExpanded(String word, String raw) {
    // zsh replaces =name by the path of a program.
    boolean path = raw.startsWith("=") && !raw.equals("=") && !raw.equals("==");
    // Builtins of bash run the substitution in a subscript, even if it was quoted.
    boolean subscript = word.indexOf('[') >= 0 && (word.contains("$(") || word.indexOf('`') >= 0);
    return (bracket && !word.equals("[")) || path || subscript;
  }

  /** A process substitution is a part of the word. */
  private boolean atEnd() {
    int c = cursor.peek();
    boolean process = (c == '<' || c == '>') && cursor.second() == '(';
    return ShellCursor.isDelimiter(c) && !process;
  }

  private void unquoted(int c, boolean first, int last) throws FunctionException {
    switch (c) {
      case '\\' -> escaped();
      case '\'' -> singleQuoted();
      case '"' -> doubleQuoted();
      case '`' -> backquoted(false);
      case '$' -> dollar(false);
      case '<', '>' -> {
        cursor.next();
        substitution();
      }
      default -> plain((char) c, first, last);
    }
    plain &= "\\'\"`$<>".indexOf(c) < 0;
  }

  private void plain(char c, boolean first, int last) {
    switch (c) {
      case '*', '?' -> literal = false;
      case '[' -> bracket = true;
      case '{' -> brace = true;
      case ',' -> literal &= !brace;
      case '.' -> literal &= !(brace && last == '.');
      case '~' -> literal &= !(first || last == '=' || last == ':');
      case '!' -> bang(false);
      case '=' -> equalsSign();
      default -> {}
    }
    text.append(c);
  }

  private void equalsSign() {
    String name = text.toString();
    if (plain && name.endsWith("+")) {
      // An assignment for bash, a program for dash.
      literal = false;
    } else if (plain && isName(name)) {
      assignment = true;
    }
  }

  static boolean isName(String text) {
    return text.matches("[A-Za-z_][A-Za-z0-9_]*");
  }

  /** Interactive shells replace {@code !word} by an earlier command. */
  private void bang(boolean quoted) {
    int next = cursor.peek();
    boolean harmless =
        next == ShellCursor.END
            || AFTER_BANG.indexOf(next) >= 0
            || (quoted ? next == '"' : ShellCursor.isDelimiter(next));
    literal &= harmless;
  }

  private void escaped() throws FunctionException {
    int c = cursor.nextRaw();
    if (c == ShellCursor.END) {
      throw new FunctionException(FunctionProblem.COMMAND_OPEN_QUOTE);
    }
    text.append((char) c);
  }

  private void singleQuoted() throws FunctionException {
    int c = cursor.nextRaw();
    while (c != '\'') {
      if (c == ShellCursor.END) {
        throw new FunctionException(FunctionProblem.COMMAND_OPEN_QUOTE);
      }
      text.append((char) c);
      c = cursor.nextRaw();
    }
  }

  private void doubleQuoted() throws FunctionException {
    int c = cursor.next();
    while (c != '"') {
      switch (c) {
        case ShellCursor.END -> throw new FunctionException(FunctionProblem.COMMAND_OPEN_QUOTE);
        case '\\' ->
            text.append((char) ("$`\"\\".indexOf(cursor.peekRaw()) < 0 ? c : cursor.nextRaw()));
        case '$' -> dollar(true);
        case '`' -> backquoted(true);
        case '!' -> {
          bang(true);
          text.append('!');
        }
        default -> text.append((char) c);
      }
      c = cursor.next();
    }
  }

  private void dollar(boolean quoted) throws FunctionException {
    int c = cursor.peek();
    if (c == '(') {
      cursor.next();
      if (cursor.peek() == '(') {
        throw new FunctionException(FunctionProblem.COMMAND_UNSUPPORTED);
      }
      substitution();
    } else if (c == '{') {
      cursor.next();
      parameter();
    } else if (c == '[' || (!quoted && (c == '\'' || c == '"'))) {
      throw new FunctionException(FunctionProblem.COMMAND_UNSUPPORTED);
    } else {
      dollarSign(c, quoted);
    }
  }

  /** At the end of a word the sign stands for itself; else the variable is unknown. */
  private void dollarSign(int c, boolean quoted) {
    text.append('$');
    literal &= ShellCursor.isDelimiter(c) || (quoted && c == '"');
    if (c == '!' || c == '#') {
      text.append((char) cursor.next());
    }
  }

  /** Only the plain form; the others contain words, which may contain substitutions. */
  private void parameter() throws FunctionException {
    int start = cursor.position();
    cursor.take('#');
    while (isParameter(cursor.peek())) {
      cursor.next();
    }
    if (cursor.position() == start || !cursor.take('}')) {
      throw new FunctionException(FunctionProblem.COMMAND_UNSUPPORTED);
    }
    literal = false;
  }

  private static boolean isParameter(int c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private void substitution() throws FunctionException {
    literal = false;
    parser.parseTo(')');
  }

  private void backquoted(boolean quoted) throws FunctionException {
    StringBuilder inner = new StringBuilder();
    int c = cursor.nextRaw();
    while (c != '`') {
      if (c == ShellCursor.END) {
        throw new FunctionException(FunctionProblem.COMMAND_OPEN_QUOTE);
      }
      if (c == '\\') {
        c = escapedInBackquotes(quoted, inner);
      }
      if (c != ShellCursor.END) {
        inner.append((char) c);
        c = cursor.nextRaw();
      }
    }
    literal = false;
    parser.parseInner(inner.toString());
  }

  /** Returns the character after a backslash, which remains before most characters. */
  private int escapedInBackquotes(boolean quoted, StringBuilder inner) throws FunctionException {
    int c = cursor.nextRaw();
    if (quoted && c == '"') {
      throw new FunctionException(FunctionProblem.COMMAND_UNSUPPORTED);
    }
    if ("$`\\".indexOf(c) < 0) {
      inner.append('\\');
    }
    return c;
  }
}
