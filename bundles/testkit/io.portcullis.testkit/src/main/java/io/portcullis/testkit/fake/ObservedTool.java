// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.ToolGate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tool whose only effect is that one can see that it ran, and with what. Thread-safe. */
public final class ObservedTool implements ToolGate.Tool<String> {
  /** What the tool returns. */
  public static final String RESULT = "the tool ran";

  private final List<String> runs = new CopyOnWriteArrayList<>();

  @Override
  public String run(String arguments) {
    runs.add(arguments);
    return RESULT;
  }

  /**
   * How often the tool ran.
   *
   * @return the count
   */
  public int count() {
    return runs.size();
  }

  /**
   * What the tool ran with.
   *
   * @return the arguments of each run, in order
   */
  public List<String> arguments() {
    return List.copyOf(runs);
  }
}
