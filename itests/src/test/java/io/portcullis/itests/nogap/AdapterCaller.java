// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import java.util.function.Function;

/** Calls a tool through an adapter that comes and goes. */
final class AdapterCaller extends Caller {
  @SuppressWarnings("rawtypes")
  private final Tracked<Function> tracked;

  AdapterCaller(Arena arena) {
    super(arena, "adapter");
    tracked =
        new Tracked<>(arena.registry().context(), Function.class, "(portcullis.itests=adapter)");
  }

  @Override
  @SuppressWarnings("unchecked")
  Result attempt(String ticket) {
    Function<String, String> adapter = tracked.best();
    if (adapter == null) {
      return Result.NOBODY;
    }
    try {
      return "ran".equals(adapter.apply(ticket)) ? Result.RAN : Result.DENIED;
    } catch (IllegalStateException | LinkageError e) {
      return Result.NOBODY; // the bundle of this adapter was refreshed under the call
    }
  }
}
