// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.command;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;

/**
 * Parses lists, pipelines and compound commands of a shell. Each place where a shell expects a
 * command is recorded as a program or parsed further; everything else is refused. Not thread-safe.
 */
final class ShellParser {

  private static final int MAX_DEPTH = 32;

  private final ShellCursor cursor;
  private final CommandFindings findings;
  private int depth;

  ShellParser(String text, CommandFindings findings, int depth) {
    this.cursor = new ShellCursor(text);
    this.findings = findings;
    this.depth = depth;
  }

  /** Parses a whole command, which must not be empty. */
  void parseAll() throws FunctionException {
    int commands = list();
    if (cursor.peek() != ShellCursor.END) {
      throw syntax();
    }
    if (commands == 0) {
      throw new FunctionException(FunctionProblem.COMMAND_EMPTY);
    }
  }

  /** Parses a substitution up to its end sign, and steps over that. */
  void parseTo(char end) throws FunctionException {
    deeper();
    list();
    if (cursor.peek() == ShellCursor.END) {
      throw new FunctionException(FunctionProblem.COMMAND_OPEN_QUOTE);
    }
    if (!cursor.take(end)) {
      throw syntax();
    }
    depth--;
  }

  /** Parses the text of a substitution. */
  void parseInner(String text) throws FunctionException {
    deeper();
    ShellParser inner = new ShellParser(text, findings, depth);
    inner.list();
    if (inner.cursor.peek() != ShellCursor.END) {
      throw syntax();
    }
    depth--;
  }

  private void deeper() throws FunctionException {
    depth++;
    if (depth > MAX_DEPTH) {
      throw new FunctionException(FunctionProblem.COMMAND_TOO_DEEP);
    }
  }

  private static FunctionException syntax() {
    return new FunctionException(FunctionProblem.COMMAND_SYNTAX);
  }

  private static FunctionException unsupported() {
    return new FunctionException(FunctionProblem.COMMAND_UNSUPPORTED);
  }

  /**
   * Parses commands up to the end, a closing parenthesis or a closing word, and returns their
   * number.
   */
  private int list() throws FunctionException {
    int commands = 0;
    boolean separated = true;
    newlines();
    while (!atListEnd()) {
      if (!separated) {
        throw syntax();
      }
      andOr();
      commands++;
      separated = separator();
    }
    return commands;
  }

  private boolean atListEnd() {
    int c = cursor.peek();
    return c == ShellCursor.END || c == ')' || ReservedWords.isClosing(cursor.plainWord());
  }

  private void nonEmptyList() throws FunctionException {
    if (list() == 0) {
      throw syntax();
    }
  }

  private boolean separator() {
    blanks();
    int c = cursor.peek();
    if (c != ';' && c != '&' && c != '\n') {
      return false;
    }
    cursor.next();
    newlines();
    return true;
  }

  private void andOr() throws FunctionException {
    pipeline();
    while (both('&') || both('|')) {
      cursor.next();
      cursor.next();
      newlines();
      pipeline();
    }
  }

  private boolean both(char sign) {
    return cursor.peek() == sign && cursor.second() == sign;
  }

  private void pipeline() throws FunctionException {
    while (cursor.plainWord().equals("!")) {
      cursor.next();
      blanks();
    }
    command();
    while (cursor.peek() == '|' && cursor.second() != '|') {
      cursor.next();
      // With the sign & a shell pipes errors too, or runs the first command in the background.
      cursor.take('&');
      newlines();
      command();
    }
  }

  private void command() throws FunctionException {
    deeper();
    String word = cursor.plainWord();
    if (cursor.peek() == '(') {
      subshell();
    } else if (ReservedWords.contains(word)) {
      reserved(word);
    } else if (word.equals("time")) {
      time();
    } else {
      simple();
    }
    blanks();
    depth--;
  }

  private void reserved(String word) throws FunctionException {
    if (ReservedWords.isUnsupported(word)) {
      throw unsupported();
    }
    if (ReservedWords.isClosing(word) || word.equals("!")) {
      throw syntax();
    }
    cursor.takeWord(word);
    compound(word);
    redirections();
  }

  private void subshell() throws FunctionException {
    cursor.next();
    if (cursor.peek() == '(') {
      throw unsupported();
    }
    nonEmptyList();
    if (!cursor.take(')')) {
      throw syntax();
    }
    redirections();
  }

  private void compound(String word) throws FunctionException {
    switch (word) {
      case "{" -> {
        nonEmptyList();
        expect("}");
      }
      case "if" -> conditional();
      case "for" -> {
        loopVariable();
        body();
      }
      default -> {
        nonEmptyList();
        body();
      }
    }
  }

  private void conditional() throws FunctionException {
    String word = "elif";
    while (word.equals("elif")) {
      nonEmptyList();
      expect("then");
      nonEmptyList();
      word = cursor.plainWord();
      if (!word.equals("fi")) {
        expect(word.equals("else") ? "else" : "elif");
      }
    }
    if (word.equals("else")) {
      nonEmptyList();
    }
    expect("fi");
  }

  private void body() throws FunctionException {
    expect("do");
    nonEmptyList();
    expect("done");
  }

  private void expect(String word) throws FunctionException {
    if (!cursor.plainWord().equals(word)) {
      throw syntax();
    }
    cursor.takeWord(word);
  }

  /** The variable could be one that the shell itself uses, so the command is not literal. */
  private void loopVariable() throws FunctionException {
    findings.notLiteral();
    blanks();
    if (cursor.peek() == '(') {
      throw unsupported();
    }
    if (!WordReader.isName(word().raw())) {
      throw syntax();
    }
    newlines();
    if (cursor.plainWord().equals("in")) {
      loopValues();
    }
    cursor.take(';');
    newlines();
  }

  private void loopValues() throws FunctionException {
    cursor.takeWord("in");
    blanks();
    while (!cursor.atDelimiter()) {
      findings.argument(word());
      blanks();
    }
    if (cursor.peek() != ';' && cursor.peek() != '\n') {
      throw syntax();
    }
  }

  /** A word of the shell for bash, a program for others: both run what follows. */
  private void time() throws FunctionException {
    findings.program(word());
    blanks();
    if (cursor.peek() == '-') {
      throw unsupported();
    }
    if (!cursor.atDelimiter() || cursor.peek() == '(') {
      command();
    }
  }

  private ShellWord word() throws FunctionException {
    return new WordReader(cursor, this).read();
  }

  private void simple() throws FunctionException {
    boolean named = false;
    boolean prefixed = false;
    while (true) {
      blanks();
      if (redirection()) {
        prefixed = true;
      } else if (cursor.atDelimiter() && !atProcess()) {
        break;
      } else {
        ShellWord word = prefixed && !named ? notReserved() : word();
        check(word);
        if (named) {
          findings.argument(word);
        } else if (word.assignment()) {
          findings.notLiteral();
          prefixed = true;
        } else {
          findings.program(word);
          named = true;
        }
      }
    }
    if (cursor.peek() == '(') {
      throw unsupported();
    }
    if (!named && !prefixed) {
      throw syntax();
    }
  }

  private boolean atProcess() {
    int c = cursor.peek();
    return (c == '<' || c == '>') && cursor.second() == '(';
  }

  /** zsh knows reserved words after a redirection, and others do not. */
  private ShellWord notReserved() throws FunctionException {
    if (ReservedWords.contains(cursor.plainWord())) {
      throw unsupported();
    }
    return word();
  }

  private void check(ShellWord word) throws FunctionException {
    int c = cursor.peek();
    // A function, an array or a pattern; or the name of a variable for a descriptor.
    if (c == '(' || (word.raw().startsWith("{") && (c == '<' || c == '>'))) {
      throw unsupported();
    }
  }

  private void redirections() throws FunctionException {
    blanks();
    while (redirection()) {
      blanks();
    }
  }

  /** Parses a redirection if one follows. */
  private boolean redirection() throws FunctionException {
    boolean numbered = cursor.takeDescriptor();
    int c = cursor.peek();
    if ((c != '<' && c != '>') || (!numbered && atProcess())) {
      return false;
    }
    findings.notLiteral();
    redirectionSign(c);
    blanks();
    if (cursor.peek() == '!') {
      throw unsupported();
    }
    if (cursor.atDelimiter() && !atProcess()) {
      throw syntax();
    }
    word();
    return true;
  }

  private void redirectionSign(int first) throws FunctionException {
    cursor.next();
    int second = cursor.peek();
    if (second == '!' || (first == '<' && second == '<')) {
      throw unsupported();
    }
    if (second == '&' || second == '>' || (first == '>' && second == '|')) {
      cursor.next();
    }
  }

  private void newlines() {
    blanks();
    while (cursor.take('\n')) {
      blanks();
    }
  }

  /** Steps over blanks and a comment. */
  private void blanks() {
    while (cursor.peek() == ' ' || cursor.peek() == '\t') {
      cursor.next();
    }
    if (cursor.peek() == '#') {
      comment();
    }
  }

  /** An interactive zsh has no comments, so signs in them may separate commands. */
  private void comment() {
    int start = cursor.position();
    while (!cursor.atCommentEnd()) {
      cursor.nextRaw();
    }
    if (cursor.since(start).chars().anyMatch(c -> ";&|()<>`$".indexOf(c) >= 0)) {
      findings.notLiteral();
    }
  }
}
