// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.ToolGate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tool whose only effect is that a test can see its runs and their arguments. Thread-safe. */
public final class ObservedTool implements ToolGate.Tool<String> {
  /** The result of the tool. */
  public static final String RESULT = "the tool ran";

  private final List<String> runs = new CopyOnWriteArrayList<>();

  @Override
  public String run(String arguments) {
    runs.add(arguments);
    return RESULT;
  }

  /**
   * Returns the number of runs.
   *
   * @return the count
   */
  public int count() {
    return runs.size();
  }

  /**
   * Returns the arguments of the runs.
   *
   * @return the arguments of each run, in order
   */
  public List<String> arguments() {
    return List.copyOf(runs);
  }
}
