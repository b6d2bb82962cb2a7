// SPDX-License-Identifier: Apache-2.0
/** The demonstration behind the command {@code demo}. */
@NullMarked
package io.portcullis.demo.internal;

import org.jspecify.annotations.NullMarked;
