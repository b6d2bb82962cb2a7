// SPDX-License-Identifier: Apache-2.0

/**
 * Queries the selected runtime about each call, or passes calls through in a lenient mode without a
 * runtime.
 */
@NullMarked
package io.portcullis.interceptor.internal;

import org.jspecify.annotations.NullMarked;
