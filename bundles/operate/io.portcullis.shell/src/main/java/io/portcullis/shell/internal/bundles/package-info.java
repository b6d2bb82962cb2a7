// SPDX-License-Identifier: Apache-2.0

/** Lists, starts, stops and updates bundles. */
@NullMarked
package io.portcullis.shell.internal.bundles;

import org.jspecify.annotations.NullMarked;
