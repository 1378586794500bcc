/** The emoji people and Parley use here, by Slack's short names. An unknown name stays as it was typed. */

const TABLE = `
red_circle 🔴 large_red_circle 🔴 orange_circle 🟠 large_orange_circle 🟠 yellow_circle 🟡 large_yellow_circle 🟡 green_circle 🟢
large_green_circle 🟢 blue_circle 🔵 large_blue_circle 🔵 purple_circle 🟣 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫
large_red_square 🟥 large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛
pushpin 📌 round_pushpin 📍 white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ warning ⚠️
calendar 📆 date 📅 spiral_calendar_pad 🗓️ clock1 🕐 clock9 🕘 alarm_clock ⏰ stopwatch ⏱️ hourglass ⌛ hourglass_flowing_sand ⏳ bell 🔔
no_bell 🔕 mega 📣 loudspeaker 📢 speech_balloon 💬 email 📧 envelope ✉️ e-mail 📧 incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 clipboard 📋 memo 📝 pencil 📝 pencil2 ✏️ page_facing_up 📄
bookmark_tabs 📑 link 🔗 paperclip 📎 file_folder 📁 open_file_folder 📂 card_index_dividers 🗂️ package 📦 truck 🚚 mag 🔍 lock 🔒
unlock 🔓 key 🔑 shield 🛡️ gear ⚙️ wrench 🔧 hammer_and_wrench 🛠️ test_tube 🧪 microscope 🔬 pill 💊 syringe 💉 dna 🧬 hospital 🏥
wave 👋 +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 raised_hands 🙌 pray 🙏 handshake 🤝 muscle 💪 ok_hand 👌 point_right 👉
point_left 👈 point_down 👇 point_up_2 👆 raising_hand 🙋 eyes 👀 tada 🎉 sparkles ✨ star ⭐ star2 🌟 fire 🔥 rocket 🚀 bulb 💡
heart ❤️ blue_heart 💙 green_heart 💚 smile 😄 smiley 😃 grinning 😀 slightly_smiling_face 🙂 blush 😊 joy 😂 wink 😉 thinking_face 🤔
neutral_face 😐 worried 😟 cry 😢 sob 😭 sweat_smile 😅 relieved 😌 sunglasses 😎 party_popper 🎉 hugging_face 🤗 robot_face 🤖
information_source ℹ️ question ❓ grey_question ❔ exclamation ❗ grey_exclamation ❕ bangbang ‼️ no_entry ⛔ no_entry_sign 🚫
construction 🚧 rotating_light 🚨 octagonal_sign 🛑 stop_sign 🛑 traffic_light 🚥 vertical_traffic_light 🚦 triangular_flag_on_post 🚩
checkered_flag 🏁 arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrows_counterclockwise 🔄
repeat 🔁 leftwards_arrow_with_hook ↩️ arrow_forward ▶️ small_red_triangle 🔺 small_red_triangle_down 🔻 small_blue_diamond 🔹
large_blue_diamond 🔷 small_orange_diamond 🔸 large_orange_diamond 🔶 heavy_plus_sign ➕ heavy_minus_sign ➖ new 🆕 ok 🆗 100 💯
zzz 💤 sunny ☀️ coffee ☕ cake 🍰 trophy 🏆 medal 🏅 dart 🎯 seedling 🌱 phone ☎️ iphone 📱 computer 💻 desktop_computer 🖥️
bust_in_silhouette 👤 busts_in_silhouette 👥 office 🏢 factory 🏭 globe_with_meridians 🌐 earth_africa 🌍 money_with_wings 💸 scales ⚖️
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ handshake 🤝 crystal_ball 🔮 snail 🐌 ghost 👻 bug 🐛 mute 🔇 sound 🔉 label 🏷️ ticket 🎫`;

const words = TABLE.trim().split(/\s+/);
export const EMOJI = new Map(words.flatMap((word, at) => (at % 2 ? [] : [[word, words[at + 1]]])));

export const emoji = (name) => EMOJI.get(name) ?? `:${name}:`;

/** Short names inside plain text, turned into the signs themselves. */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (typed, name) => EMOJI.get(name) ?? typed);
