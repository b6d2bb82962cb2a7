// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.commandline;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the names of commands from the service property {@code osgi.command.function}. */
public final class CommandNames {
  private CommandNames() {}

  /** Returns the names in a value of the property: one name, an array of names, or nothing. */
  public static List<String> of(@Nullable Object property) {
    Stream<?> values =
        property instanceof Object[] array ? Stream.of(array) : Stream.ofNullable(property);
    return values.filter(String.class::isInstance).map(String.class::cast).toList();
  }
}
