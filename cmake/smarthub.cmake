# How every room of the house is built: one library, and one test binary beside it.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
add_link_options(-fuse-ld=lld-19)

set(SMARTHUB_SANITIZE "" CACHE STRING "address (with undefined), thread, or empty")
if(SMARTHUB_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -O1 -g)
  add_link_options(-fsanitize=address,undefined)
elseif(SMARTHUB_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -O1 -g)
  add_link_options(-fsanitize=thread)
elseif(SMARTHUB_SANITIZE STREQUAL "fuzzer")
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -O1 -g)
  add_link_options(-fsanitize=address,undefined)
elseif(SMARTHUB_SANITIZE)
  message(FATAL_ERROR "SMARTHUB_SANITIZE: unknown value '${SMARTHUB_SANITIZE}'")
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl REQUIRED)
find_package(GTest REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(PkgConfig REQUIRED)
# Debian's Hiredis CMake file is broken (research: spike, traps), hence pkg-config.
pkg_check_modules(hiredis REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(nghttp2 REQUIRED IMPORTED_TARGET libnghttp2)
pkg_check_modules(argon2 REQUIRED IMPORTED_TARGET libargon2)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib)

set(SMARTHUB_ABSL absl::status absl::statusor absl::strings absl::str_format absl::time
    absl::flat_hash_map absl::flat_hash_set absl::inlined_vector absl::span absl::synchronization)

# Warnings are errors in our code, not in generated or foreign code.
set(SMARTHUB_WARNINGS -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor
    -Wthread-safety -Wimplicit-fallthrough -Wno-missing-field-initializers)

function(smarthub_add_if_present dir)
  if(EXISTS ${CMAKE_SOURCE_DIR}/${dir}/CMakeLists.txt)
    add_subdirectory(${CMAKE_SOURCE_DIR}/${dir} ${CMAKE_BINARY_DIR}/${dir})
  endif()
endfunction()

# smarthub_room(SOURCES a.cc b.cc [DEPS target...] [TESTS a_test.cc...] [TEST_DEPS target...])
#
# Called from platform/store it makes the library `platform_store` and, if there are tests, the
# binary `platform_store_test`, known to ctest by that name. DEPS are other rooms ("platform_task")
# or libraries; which room may name which is checked by tests/lint/includes.
function(smarthub_room)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS;TESTS;TEST_DEPS" ${ARGN})
  file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" "_" name ${path})
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_compile_options(${name} PRIVATE ${SMARTHUB_WARNINGS})
    target_link_libraries(${name} PUBLIC smarthub_proto ${SMARTHUB_ABSL} ${arg_DEPS})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE smarthub_proto ${SMARTHUB_ABSL} ${arg_DEPS})
  endif()
  if(arg_TESTS)
    smarthub_test(${name}_test SOURCES ${arg_TESTS} DEPS ${name} ${arg_TEST_DEPS})
  endif()
endfunction()

# smarthub_test(name SOURCES ... DEPS ...): one gtest binary, one ctest entry.
function(smarthub_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_compile_options(${name} PRIVATE ${SMARTHUB_WARNINGS})
  target_compile_definitions(${name} PRIVATE SMARTHUB_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_DEPS} GTest::gmock GTest::gtest GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600)
  if(SMARTHUB_SANITIZE)
    # Five to twenty times as slow; and what the libraries of pictures keep to their end is no leak
    # of ours.
    set_tests_properties(${name} PROPERTIES TIMEOUT 1800
      ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lint/leaks.supp")
  endif()
endfunction()
