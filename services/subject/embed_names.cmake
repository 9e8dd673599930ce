# cmake -DOUT=file -DNICKNAMES=a.csv -DVARIANTS=b.csv -P: writes the lists as C++ constants, in
# pieces of whole lines: a literal may hold 64 KiB in every compiler.
function(pieces file result)
  file(STRINGS ${file} lines)
  set(text "")
  set(count 0)
  foreach(line IN LISTS lines)
    if(count EQUAL 0)
      string(APPEND text "R\"csv(")
    endif()
    string(APPEND text "${line}\n")
    math(EXPR count "(${count} + 1) % 500")
    if(count EQUAL 0)
      string(APPEND text ")csv\",\n")
    endif()
  endforeach()
  if(NOT count EQUAL 0)
    string(APPEND text ")csv\"")
  endif()
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

pieces(${NICKNAMES} nicknames)
pieces(${VARIANTS} variants)
file(WRITE ${OUT} "// Made from data/*.csv by embed_names.cmake.
#pragma once
#include <string_view>
namespace smarthub::subject {
inline constexpr std::string_view kNicknamesCsv[] = {${nicknames}};
inline constexpr std::string_view kVariantsCsv[] = {${variants}};
}  // namespace smarthub::subject
")
