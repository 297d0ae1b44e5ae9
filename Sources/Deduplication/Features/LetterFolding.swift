/// Which plain Latin letters stand for an accented one in a matching key.
///
/// Two slots a code point, `_` for nothing: the letters of the Unicode blocks Latin-1 Supplement,
/// Latin Extended-A and -B (U+00C0 to U+024F) and Latin Extended Additional (U+1E00 to U+1EFF)
/// after NFKD without combining marks; letters that do not decompose (ø, ł, đ, ß, þ) by hand.
enum LetterFolding {
  static let firstLatin: UInt32 = 0xC0
  static let latin: [UInt8] = Array(latinSlots.utf8)
  static let firstAdditional: UInt32 = 0x1E00
  static let additional: [UInt8] = Array(additionalSlots.utf8)
  /// The slot of no letter.
  static let nothing = UInt8(ascii: "_")

  /// What a byte of ASCII becomes: a lower-case letter or a digit, a space between words, or
  /// nothing (apostrophes and dots join: O'Brien, B.V.).
  static let ascii: [UInt8] = (UInt8(0)..<128).map { byte in
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
    case UInt8(ascii: "'"), UInt8(ascii: "."), UInt8(ascii: "`"): joins
    default: UInt8(ascii: " ")
    }
  }

  /// Stands in `ascii` for a byte that is left out without parting words.
  static let joins: UInt8 = 0

  private static let latinSlots = """
    a_a_a_a_a_a_a_c_e_e_e_e_i_i_i_i_d_n_o_o_o_o_o___o_u_u_u_u_y_thss\
    a_a_a_a_a_a_a_c_e_e_e_e_i_i_i_i_d_n_o_o_o_o_o___o_u_u_u_u_y_thy_\
    a_a_a_a_a_a_c_c_c_c_c_c_c_c_d_d_d_d_e_e_e_e_e_e_e_e_e_e_g_g_g_g_\
    g_g_g_g_h_h_h_h_i_i_i_i_i_i_i_i_i_i_ijijj_j_k_k_k_l_l_l_l_l_l_l_\
    l_l_l_n_n_n_n_n_n_n_n_n_o_o_o_o_o_o_o_o_r_r_r_r_r_r_s_s_s_s_s_s_\
    s_s_t_t_t_t_t_t_u_u_u_u_u_u_u_u_u_u_u_u_w_w_y_y_y_z_z_z_z_z_z_s_\
    __________________________________f_f___________________________\
    o_o___________________________u_u_______________________________\
    ________dzdzdzljljljnjnjnja_a_i_i_o_o_u_u_u_u_u_u_u_u_u_u___a_a_\
    a_a_a_a_____g_g_k_k_o_o_o_o_____j_dzdzdzg_g_____n_n_a_a_a_a_o_o_\
    a_a_a_a_e_e_e_e_i_i_i_i_o_o_o_o_r_r_r_r_u_u_u_u_s_s_t_t_____h_h_\
    ____________a_a_e_e_o_o_o_o_o_o_o_o_y_y_________________________\
    ________________________________
    """

  private static let additionalSlots = """
    a_a_b_b_b_b_b_b_c_c_d_d_d_d_d_d_d_d_d_d_e_e_e_e_e_e_e_e_e_e_f_f_\
    g_g_h_h_h_h_h_h_h_h_h_h_i_i_i_i_k_k_k_k_k_k_l_l_l_l_l_l_l_l_m_m_\
    m_m_m_m_n_n_n_n_n_n_n_n_o_o_o_o_o_o_o_o_p_p_p_p_r_r_r_r_r_r_r_r_\
    s_s_s_s_s_s_s_s_s_s_t_t_t_t_t_t_t_t_u_u_u_u_u_u_u_u_u_u_v_v_v_v_\
    w_w_w_w_w_w_w_w_w_w_x_x_x_x_y_y_z_z_z_z_z_z_h_t_w_y___s_____ss__\
    a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_e_e_e_e_e_e_e_e_\
    e_e_e_e_e_e_e_e_i_i_i_i_o_o_o_o_o_o_o_o_o_o_o_o_o_o_o_o_o_o_o_o_\
    o_o_o_o_u_u_u_u_u_u_u_u_u_u_u_u_u_u_y_y_y_y_y_y_y_y_____________
    """
}
