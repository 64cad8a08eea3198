# SPDX-License-Identifier: GPL-3.0-or-later
# One interface target carries the language level, the warnings and the Qt strictness for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# ccache and mold make a rebuild many times faster; both are used only where they are present.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE_PROGRAM})
endif()

add_library(cacheledger_common INTERFACE)
target_compile_options(cacheledger_common INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough)
if(CACHELEDGER_WERROR)
    target_compile_options(cacheledger_common INTERFACE -Werror)
endif()
target_compile_definitions(cacheledger_common INTERFACE QT_NO_FOREACH QT_DEPRECATED_WARNINGS
    QT_WARN_DEPRECATED_UP_TO=0x060400) # newer versions of Qt deprecate what ours has no other for
target_include_directories(cacheledger_common INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/models)

# For the product's own code, not for tests: every string says whether it is text for people (tr) or not.
add_library(cacheledger_strict INTERFACE)
target_compile_definitions(cacheledger_strict INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)

if(CACHELEDGER_SANITIZE)
    target_compile_options(cacheledger_common INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    target_link_options(cacheledger_common INTERFACE -fsanitize=address,undefined)
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CACHELEDGER_SANITIZE)
    target_link_options(cacheledger_common INTERFACE -fuse-ld=mold)
endif()
