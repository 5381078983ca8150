import { createPinia } from 'pinia'
import { createApp } from 'vue'
import 'element-plus/theme-chalk/dark/css-vars.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import App from './App.vue'
import { currentLocale, i18n, setLocale } from './i18n'
import { createAppRouter } from './router'
import { startTheme } from './shell/theme'

startTheme()
setLocale(currentLocale(), false)

const app = createApp(App).use(createPinia()).use(i18n)
app.use(createAppRouter()).mount('#app')
