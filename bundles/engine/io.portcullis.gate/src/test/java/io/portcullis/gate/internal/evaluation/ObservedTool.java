// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import io.portcullis.api.ToolGate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tool whose side effect tells whether it ran, and with which arguments. */
public final class ObservedTool implements ToolGate.Tool<String> {
  private final List<String> runs = new CopyOnWriteArrayList<>();
  volatile ToolGate.Tool<String> effect = arguments -> "done";

  @Override
  public String run(String arguments) throws Exception {
    runs.add(arguments);
    return effect.run(arguments);
  }

  public List<String> runs() {
    return runs;
  }
}
