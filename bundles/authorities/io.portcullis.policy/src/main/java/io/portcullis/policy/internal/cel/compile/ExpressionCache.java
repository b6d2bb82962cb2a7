// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import io.portcullis.policy.internal.cel.CompiledExpression;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Compiled expressions by their source, kept across reloads of a policy: an unchanged expression is
 * not compiled again. Bounded; the expressions used longest ago leave first. Thread-safe.
 */
public final class ExpressionCache {

  /** The usual number of expressions. */
  public static final int DEFAULT_SIZE = 20_000;

  private final int size;

  /** In the order of use; guarded by itself. */
  private final Map<Key, CompiledExpression> expressions = new LinkedHashMap<>(16, 0.75f, true);

  /** What makes two expressions the same. */
  private record Key(String source, ResultType type, Declarations declarations) {}

  /** Creates an empty cache for at most the given number of expressions. */
  public ExpressionCache(int size) {
    this.size = size;
  }

  Optional<CompiledExpression> get(String source, ResultType type, Declarations declarations) {
    synchronized (expressions) {
      return Optional.ofNullable(expressions.get(new Key(source, type, declarations)));
    }
  }

  void put(ResultType type, Declarations declarations, CompiledExpression expression) {
    synchronized (expressions) {
      expressions.put(new Key(expression.source(), type, declarations), expression);
      if (expressions.size() > size) {
        expressions.remove(expressions.keySet().iterator().next());
      }
    }
  }
}
