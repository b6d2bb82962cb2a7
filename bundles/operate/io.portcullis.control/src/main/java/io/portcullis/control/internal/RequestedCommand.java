// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.operations.OperatorCommand.Display;
import java.util.List;

/**
 * The command that a request names.
 *
 * @param word the name, perhaps with a scope; empty if the request names none
 * @param arguments the words after the name
 * @param display who reads the output
 */
record RequestedCommand(String word, List<String> arguments, Display display) {
  private static final String DISPLAY = "--display=";
  private static final String SCOPE = OperatorCommand.SCOPE + ":";

  /** Reads the words of a request; the first one may say who reads the output. */
  static RequestedCommand of(List<String> words) {
    String first = words.get(0);
    if (!first.startsWith(DISPLAY)) {
      return new RequestedCommand(first, words.subList(1, words.size()), Display.PLAIN);
    }
    Display display =
        switch (first.substring(DISPLAY.length())) {
          case "terminal" -> Display.TERMINAL;
          case "colour" -> Display.COLOUR_TERMINAL;
          default -> Display.PLAIN;
        };
    return words.size() == 1
        ? new RequestedCommand("", List.of(), display)
        : new RequestedCommand(words.get(1), words.subList(2, words.size()), display);
  }

  /** Returns the name without the scope of Portcullis. */
  String ownName() {
    return word.startsWith(SCOPE) ? word.substring(SCOPE.length()) : word;
  }

  /** Returns the name with its scope, which is that of Portcullis unless another one is given. */
  String scopedName() {
    return word.contains(":") ? word : SCOPE + word;
  }
}
