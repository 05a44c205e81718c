package lab;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;

/** The endpoints of Spring Authorization Server 1: all that it has, those that are off by default too. */
@Configuration(proxyBeanMethods = false)
class Protocol {

    @Bean
    @Order(1)
    SecurityFilterChain endpoints(HttpSecurity http) throws Exception {
        return http
                .with(OAuth2AuthorizationServerConfigurer.authorizationServer(), server -> {
                    http.securityMatcher(server.getEndpointsMatcher());
                    server
                            .pushedAuthorizationRequestEndpoint(Customizer.withDefaults())
                            .deviceAuthorizationEndpoint(device -> device.verificationUri("/activate"))
                            .deviceVerificationEndpoint(Customizer.withDefaults())
                            .oidc(oidc -> oidc.clientRegistrationEndpoint(Customizer.withDefaults()));
                })
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .exceptionHandling(exceptions -> exceptions.defaultAuthenticationEntryPointFor(
                        new LoginUrlAuthenticationEntryPoint("/login"), new MediaTypeRequestMatcher(MediaType.TEXT_HTML)))
                .build();
    }
}
