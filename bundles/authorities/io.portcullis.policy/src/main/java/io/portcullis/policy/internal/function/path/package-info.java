// SPDX-License-Identifier: Apache-2.0

/** Normal forms of file paths and patterns over them. */
@NullMarked
package io.portcullis.policy.internal.function.path;

import org.jspecify.annotations.NullMarked;
