// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.output;

import io.portcullis.support.commandline.Presentation;
import java.time.InstantSource;
import java.util.List;

/**
 * The standard streams that are terminals, and whether they may have colours.
 *
 * @param output whether standard output is a terminal
 * @param errors whether standard error is a terminal
 * @param colours whether a terminal may have colours
 */
public record TerminalStreams(boolean output, boolean errors, boolean colours) {
  private static final String PROPERTY = "portcullis.terminal";

  /** No stream is a terminal. */
  public static final TerminalStreams NONE = new TerminalStreams(false, false, false);

  /**
   * Returns the streams of this process, by the system property that bin/portcullis sets. The JVM
   * itself cannot tell the two streams apart.
   */
  public static TerminalStreams ofThisProcess() {
    return parse(System.getProperty(PROPERTY, ""));
  }

  /**
   * Reads the words {@code out} and {@code err} for each stream that is a terminal, and {@code
   * plain} where colours are not wanted.
   */
  public static TerminalStreams parse(String words) {
    List<String> all = List.of(words.split(",", -1));
    return new TerminalStreams(all.contains("out"), all.contains("err"), !all.contains("plain"));
  }

  /** Returns whether standard error may have colours. */
  public boolean colouredErrors() {
    return errors && colours;
  }

  /** Returns how text on standard output is presented. */
  public Presentation presentation() {
    return new Presentation(output, output && colours, InstantSource.system());
  }
}
