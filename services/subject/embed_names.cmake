# cmake -DOUT=file -DNICKNAMES=a.csv -DVARIANTS=b.csv -P: writes the lists as C++ constants. A
# literal may hold 64 KiB in every compiler, so each goes in pieces that the compiler joins.
function(literal file result)
  file(STRINGS ${file} lines)
  set(text "")
  set(piece "")
  set(count 0)
  foreach(line IN LISTS lines)
    string(APPEND piece "${line}\n")
    math(EXPR count "${count} + 1")
    if(count EQUAL 200)
      string(APPEND text "R\"csv(${piece})csv\"\n")
      set(piece "")
      set(count 0)
    endif()
  endforeach()
  string(APPEND text "R\"csv(${piece})csv\"")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

literal(${NICKNAMES} nicknames)
literal(${VARIANTS} variants)
file(WRITE ${OUT} "// Made from data/*.csv by embed_names.cmake.
#pragma once
#include <string_view>
namespace smarthub::subject {
inline constexpr std::string_view kNicknamesCsv = ${nicknames};
inline constexpr std::string_view kVariantsCsv = ${variants};
}  // namespace smarthub::subject
")
