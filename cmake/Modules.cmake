# SPDX-License-Identifier: GPL-3.0-or-later
# The architecture, as build rules.
#
# cacheledger_module(NAME SOURCES file... [MAY_USE module...] [QT module...] [LIBS target...] [EXTERNAL header-root...])
#   makes the static library cacheledger_NAME from the folder it is called in. MAY_USE, QT and EXTERNAL are the only
#   things whose headers its files may include; tests/architecture checks that from architecture.txt.

set_property(GLOBAL PROPERTY CACHELEDGER_ARCHITECTURE "")

function(cacheledger_record NAME)
    cmake_parse_arguments(ARG "" "" "MAY_USE;QT;EXTERNAL" ${ARGN})
    file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
    string(REPLACE ";" "," uses "${ARG_MAY_USE}")
    string(REPLACE ";" "," qt "${ARG_QT}")
    string(REPLACE ";" "," external "${ARG_EXTERNAL}")
    set_property(GLOBAL APPEND_STRING PROPERTY CACHELEDGER_ARCHITECTURE
        "${NAME}|${folder}|${uses}|${qt}|${external}\n")
endfunction()

function(cacheledger_module NAME)
    cmake_parse_arguments(ARG "" "" "SOURCES;MAY_USE;QT;LIBS;EXTERNAL" ${ARGN})
    add_library(cacheledger_${NAME} STATIC ${ARG_SOURCES})
    set(links)
    foreach(module IN LISTS ARG_MAY_USE)
        list(APPEND links cacheledger_${module})
    endforeach()
    foreach(module IN LISTS ARG_QT)
        list(APPEND links Qt6::${module})
    endforeach()
    target_link_libraries(cacheledger_${NAME} PUBLIC cacheledger_common ${links}
        PRIVATE cacheledger_strict ${ARG_LIBS})
    set_target_properties(cacheledger_${NAME} PROPERTIES UNITY_BUILD ${CACHELEDGER_UNITY} UNITY_BUILD_BATCH_SIZE 8)
    cacheledger_record(${NAME} MAY_USE ${ARG_MAY_USE} QT ${ARG_QT} EXTERNAL ${ARG_EXTERNAL})
endfunction()

function(write_architecture_file)
    get_property(text GLOBAL PROPERTY CACHELEDGER_ARCHITECTURE)
    file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/architecture.txt CONTENT "${text}")
endfunction()
