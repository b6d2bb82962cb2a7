// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.document;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The man page of one command, in the macros of man(7). */
final class ManPage {
  private final CommandSpec spec;
  private final StringBuilder page = new StringBuilder();

  ManPage(CommandLine command) {
    spec = command.getCommandSpec();
  }

  /** Returns the name of the page, such as {@code portcullis-journal-verify}. */
  String name() {
    return spec.qualifiedName("-");
  }

  /** Returns the text of the page. */
  String text() {
    page.setLength(0);
    page.append(".\\\" SPDX-License-Identifier: Apache-2.0\n");
    line(".TH " + name().replace("-", "\\-").toUpperCase(java.util.Locale.ROOT) + " 1");
    section("NAME", name() + " - " + String.join(" ", spec.usageMessage().description()));
    synopsis();
    list("ARGUMENTS", spec.positionalParameters().stream().map(ManPage::argument).toList());
    list("OPTIONS", spec.options().stream().map(ManPage::option).toList());
    list("COMMANDS", spec.subcommands().entrySet().stream().map(ManPage::command).toList());
    list("EXIT STATUS", List.copyOf(spec.usageMessage().exitCodeList().entrySet()));
    String[] footer = spec.usageMessage().footer();
    if (footer.length > 0) {
      section("NOTES", String.join("\n.br\n", footer));
    }
    return page.toString();
  }

  private void synopsis() {
    line(".SH SYNOPSIS\n.nf");
    for (String synopsis : spec.usageMessage().customSynopsis()) {
      line(escape(synopsis.strip()));
    }
    line(".fi");
  }

  private static Map.Entry<String, String> argument(PositionalParamSpec argument) {
    return Map.entry(argument.paramLabel(), String.join(" ", argument.description()));
  }

  private static Map.Entry<String, String> option(OptionSpec option) {
    String names = String.join(", ", option.names());
    return Map.entry(
        option.arity().max() == 0 ? names : names + " " + option.paramLabel(),
        String.join(" ", option.description()));
  }

  private static Map.Entry<String, String> command(Map.Entry<String, CommandLine> entry) {
    return Map.entry(
        entry.getKey(),
        String.join(" ", entry.getValue().getCommandSpec().usageMessage().description()));
  }

  private void section(String title, String text) {
    line(".SH " + title);
    line(escape(text));
  }

  private void list(String title, List<Map.Entry<String, String>> entries) {
    if (entries.isEmpty()) {
      return;
    }
    line(".SH " + title);
    for (Map.Entry<String, String> entry : entries) {
      line(".TP\n.B " + escape(entry.getKey()) + "\n" + escape(entry.getValue()));
    }
  }

  private void line(String text) {
    page.append(text).append('\n');
  }

  private static String escape(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }
}
